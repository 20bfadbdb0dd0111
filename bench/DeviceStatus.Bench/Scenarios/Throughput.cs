using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Updates at a latency as of a real service and without a quota, against peers and against the limit.</summary>
internal static class Throughput
{
    private const int Latency = 50;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--null", "--update-answer", "204", "--latency", $"{Latency}");
        Contender module8 = Module("DeviceStatus, 8 batches in flight (default)", 8, context.Size(32_000, 6_400));
        Contender module16 = Module("DeviceStatus, 16 batches in flight", 16, context.Size(64_000, 12_800));
        Contender bare8 = Bare("the limit: bare HttpClient, 8 in flight", 8, context.Size(32_000, 6_400));
        Contender bare16 = Bare("the limit: bare HttpClient, 16 in flight", 16, context.Size(64_000, 12_800));
        Contender loop = Script("Invoke-RestMethod, one after another", "loop.ps1", context.Size(120, 40));
        Contender parallel = Script("ForEach-Object -Parallel 16, Invoke-RestMethod", "parallel.ps1", context.Size(2_400, 640));
        Contender batches = Script("batches of 20 by hand, Invoke-RestMethod", "batches.ps1", context.Size(2_400, 800));
        Contender sdk = Sdk("Microsoft.Graph SDK 6.10 for .NET, its batch collection", 1, context.Size(2_400, 800));
        Contender sdk8 = Sdk("the same, 8 collections side by side", 8, context.Size(16_000, 3_200));
        Contender[] peers = context.HasPwsh ? [loop, parallel, batches, sdk, sdk8] : [sdk, sdk8];
        Contender[] ours = context.HasPwsh ? [module8, module16] : [];
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of throughput that are pipelines, this module's among them.");
        }

        Contender[] all = [.. peers, .. ours, bare8, bare16];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new(
            $"Throughput at {Latency} ms a request, no quota", "What", "rows", "rows/s", "DeviceStatus (8) is × as fast",
            "DeviceStatus (16) is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Results[0].First.Rows), Figures.Whole(contender.Cold),
                Figures.Ratio(module8.Cold / contender.Cold), Figures.Ratio(module16.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        table.Note(
            "Each contender is a new process and is measured cold, from before its first row is read until after its last outcome; "
            + "start and import are in \"process\" only.");
        table.Note("Slow contenders run fewer rows; the factors compare rates, that is, they extrapolate.");
        table.Note(
            $"The service alone allows {8 * 20 * 1000 / Latency} rows/s with 8 batches in flight and {16 * 20 * 1000 / Latency} with 16; "
            + $"a loop that costs nothing of its own does {1000 / Latency}, -Parallel 16 does {16 * 1000 / Latency}.");
        if (context.HasPwsh)
        {
            Limit("8", module8.Cold / bare8.Cold);
            Limit("16", module16.Cold / bare16.Cold);
            Factor("sequential loop", loop, 200);
            Factor("-Parallel 16", parallel, 15);
        }

        return [table];

        void Limit(string inFlight, double ratio) =>
            table.Target($"Of the limit, {inFlight} in flight, to reach 0.9", Figures.Ratio(ratio), ratio >= 0.9);

        void Factor(string name, Contender peer, double target) => table.Target(
            $"Times as fast as {name}, to reach {target}",
            $"{Figures.Ratio(module8.Cold / peer.Cold)} with 8 in flight, {Figures.Ratio(module16.Cold / peer.Cold)} with 16",
            Math.Max(module8.Cold, module16.Cold) / peer.Cold >= target);

        Contender Module(string name, int inFlight, int rows) => new(name, () => ChildProcess.ScriptAsync(
            context, "module.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("Csv", RowFiles.Updates(context, rows)), ("Rows", rows),
            ("InFlight", inFlight)));

        Contender Script(string name, string script, int rows) => new(name, () => ChildProcess.ScriptAsync(
            context, script, cancellationToken, ("Url", server.Url), ("Csv", RowFiles.Updates(context, rows)), ("Rows", rows)));

        Contender Bare(string name, int inFlight, int rows) => new(name, () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-write", server.Url, rows, inFlight, 1));

        Contender Sdk(string name, int collections, int rows) => new(name, () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench.GraphSdk"), cancellationToken, server.Url, RowFiles.Updates(context, rows),
            collections));
    }
}

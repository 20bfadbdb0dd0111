using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Reads the lists of many policies side by side.</summary>
internal static class ReadMany
{
    private const int PageSize = 1000;
    private const int Latency = 50;
    private const int Passes = 5;
    private const double FirstOfLimit = 0.6;
    private const double LaterOfLimit = 0.9;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of read-many that are pipelines.");
        }

        const int Each = 100;
        const int ByLoop = 50;
        int policies = context.Size(500, 200);
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--latency", $"{Latency}", "--page-size", $"{PageSize}", "--record", "0");
        await StoreFiller.FillAsync(server.Url, Each, cancellationToken);
        Contender module = new("policies piped into Get-DeviceConfigurationDeviceStatus", () => ChildProcess.ScriptAsync(
            context, "read-many.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId),
            ("Policies", policies), ("Rows", policies * Each), ("Passes", Passes)));
        Contender loop = new($"a loop of Invoke-RestMethod ({ByLoop} policies)", () => ChildProcess.ScriptAsync(
            context, "read-many.ps1", cancellationToken,
            ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Policies", ByLoop), ("Rows", ByLoop * Each)));
        Contender bare = new("the limit: bare HttpClient, batches of 20, 8 in flight", () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-read-many", server.Url, policies,
            policies * Each, 8, Passes));
        Contender[] all = context.HasPwsh ? [module, loop, bare] : [bare];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new(
            $"Reading {Each} statuses of each of {policies} policies, {Latency} ms a request", "What", "objects/s, first pass", "later",
            "took", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), contender.Later.Any() ? Figures.Whole(contender.Warm) : string.Empty,
                Figures.Seconds(contender.Seconds),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        if (context.HasPwsh)
        {
            double first = module.Cold / bare.Cold;
            double later = module.Warm / bare.Warm;
            table.Target($"Of the limit in the first pass, to reach {FirstOfLimit}", Figures.Ratio(first), first >= FirstOfLimit);
            table.Target($"Of the limit in later passes, to reach {LaterOfLimit}", Figures.Ratio(later), later >= LaterOfLimit);
        }

        table.Note(
            "The limit makes no objects and needs four round trips; "
            + "what separates it from the module is processor time, in the first pass much of it for code that runs for the first time.");
        return [table];
    }
}

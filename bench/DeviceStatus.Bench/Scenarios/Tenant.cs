using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Reads every status of a large tenant.</summary>
internal static class Tenant
{
    private const int PageSize = 1000;
    private const int StatusesOfEach = 200;
    private const int Latency = 50;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int policies = context.Size(500, 100);
        int rows = policies * StatusesOfEach;
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout,
            cancellationToken,
            "--policies", $"{policies}", "--statuses", $"{StatusesOfEach}", "--latency", $"{Latency}", "--page-size", $"{PageSize}",
            "--record", "0");
        Contender module = new("Get-DeviceStatus, with overviews and names", () => ChildProcess.ScriptAsync(
            context, "tenant-module.ps1", cancellationToken, ("Module", context.Layout.Module), ("Url", server.Url), ("Rows", rows)));
        Contender parallel = new("ForEach-Object -Parallel 16, Invoke-RestMethod", () => ChildProcess.ScriptAsync(
            context, "tenant-parallel.ps1", cancellationToken, ("Url", server.Url), ("Rows", rows)));
        Contender bare = new("the limit: bare HttpClient, batches of 20, 8 in flight, answers never parsed", () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-tenant", server.Url, rows, 8));
        Contender[] all = context.HasPwsh ? [module, parallel, bare] : [bare];
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of tenant that are pipelines.");
        }

        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());
        Table table = new(
            $"Reading {StatusesOfEach} statuses of each of {policies} policies found by listing them, {Latency} ms a request",
            "What", "objects/s", "took", "DeviceStatus is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Seconds(contender.Seconds),
                Figures.Ratio(module.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        table.Note("The module also reads the overview of every policy, so it sends twice as many requests as the others ask for.");
        return [table];
    }
}

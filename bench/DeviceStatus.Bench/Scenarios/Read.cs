using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Reads a long list page by page.</summary>
internal static class Read
{
    private const int PageSize = 1000;
    private const double ObjectsPerSecond = 120_000;
    private const double OfLimitWithoutLatency = 0.2;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of read that are pipelines.");
        }

        List<Table> tables = [];
        foreach (int latency in context.Quick ? [50] : new[] { 50, 0 })
        {
            tables.Add(await PagesAsync(context, latency, cancellationToken));
        }

        return tables;
    }

    private static async Task<Table> PagesAsync(BenchContext context, int latency, CancellationToken cancellationToken)
    {
        int statuses = context.Size(100_000, 20_000);
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--latency", $"{latency}", "--page-size", $"{PageSize}", "--record", "0");
        await StoreFiller.FillAsync(server.Url, statuses, cancellationToken);
        string list = $"{server.Url}/v1.0/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses";
        Contender module = new("Get-DeviceConfigurationDeviceStatus", () => ChildProcess.ScriptAsync(
            context, "read-module.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Rows", statuses)));
        Contender loop = new("a loop of Invoke-RestMethod", () => ChildProcess.ScriptAsync(
            context, "read-loop.ps1", cancellationToken, ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId),
            ("Rows", statuses)));
        Contender bare = new("the limit: bare HttpClient", () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-read", list, statuses));
        Contender[] all = context.HasPwsh ? [module, loop, bare] : [bare];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new(
            $"Reading {Figures.Whole(statuses)} statuses, pages of {PageSize}, {latency} ms a request", "What", "objects/s", "took",
            "DeviceStatus is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Seconds(contender.Seconds),
                Figures.Ratio(module.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        if (context.HasPwsh)
        {
            double ofLimit = module.Cold / bare.Cold;
            double wanted = latency > 0 ? 0.9 : OfLimitWithoutLatency;
            table.Target($"Of the limit, to reach {wanted}", Figures.Ratio(ofLimit), ofLimit >= wanted);
            if (latency == 0)
            {
                table.Target(
                    $"Objects a second, to reach {Figures.Whole(ObjectsPerSecond)}", Figures.Whole(module.Cold),
                    module.Cold >= ObjectsPerSecond);
                table.Note("Nothing but processor time is left here: the limit parses nothing and makes no objects.");
            }
        }

        return table;
    }
}

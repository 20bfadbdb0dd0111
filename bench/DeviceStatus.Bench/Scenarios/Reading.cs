using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Reads a long list page by page, and the lists of many policies side by side.</summary>
internal static class Reading
{
    private const int PageSize = 1000;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of reading that are pipelines.");
        }

        List<Table> tables = [];
        foreach (int latency in context.Quick ? [50] : new[] { 50, 0 })
        {
            tables.Add(await PagesAsync(context, latency, cancellationToken));
        }

        tables.Add(await PoliciesAsync(context, 50, cancellationToken));
        return tables;
    }

    private static async Task<Table> PoliciesAsync(BenchContext context, int latency, CancellationToken cancellationToken)
    {
        const int Each = 100;
        const int ByLoop = 50;
        int policies = context.Size(500, 200);
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--latency", $"{latency}", "--page-size", $"{PageSize}", "--record", "0");
        await StoreFiller.FillAsync(server.Url, Each, cancellationToken);
        Contender module = new("policies piped into Get-DeviceConfigurationDeviceStatus", () => ChildProcess.ScriptAsync(
            context, "read-many.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Policies", policies), ("Rows", policies * Each)));
        Contender loop = new($"a loop of Invoke-RestMethod ({ByLoop} policies)", () => ChildProcess.ScriptAsync(
            context, "read-many.ps1", cancellationToken,
            ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Policies", ByLoop), ("Rows", ByLoop * Each)));
        Contender bare = new("the limit: bare HttpClient, batches of 20, 8 in flight", () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-read-many", server.Url, policies, policies * Each, 8));
        Contender[] all = context.HasPwsh ? [module, loop, bare] : [bare];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new(
            $"Reading {Each} statuses of each of {policies} policies, {latency} ms a request", "What", "objects/s", "took", "DeviceStatus is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Seconds(contender.Seconds), Figures.Ratio(module.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        table.Note("The limit makes no objects and needs four round trips; what separates it from the module is processor time, mostly of code that runs for the first time.");
        return table;
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
            context, "read-loop.ps1", cancellationToken, ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Rows", statuses)));
        Contender bare = new("the limit: bare HttpClient", () => ChildProcess.RunAsync(
            context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "bare-read", list, statuses));
        Contender[] all = context.HasPwsh ? [module, loop, bare] : [bare];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new(
            $"Reading {Figures.Whole(statuses)} statuses, pages of {PageSize}, {latency} ms a request", "What", "objects/s", "took", "DeviceStatus is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Seconds(contender.Seconds), Figures.Ratio(module.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        if (context.HasPwsh)
        {
            double ofLimit = module.Cold / bare.Cold;
            if (latency > 0)
            {
                table.Target("Of the limit, to reach 0.9", Figures.Ratio(ofLimit), ofLimit >= 0.9);
            }
            else
            {
                table.Note($"Of the limit: {Figures.Ratio(ofLimit)}. Nothing but processor time is left here: the limit parses nothing and makes no objects.");
            }
        }

        return table;
    }
}

using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Reads every status of a large tenant from one export job, and from the collections page by page.</summary>
internal static class Report
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
        Contender pages = new("Get-DeviceStatus -Source Collection, with overviews", Module("Collection"));
        Contender report = new("Get-DeviceStatus -Source Report, one export job", Module("Report"));
        Contender byHand = new("Invoke-RestMethod, Expand-Archive, Import-Csv", () => ChildProcess.ScriptAsync(
            context, "report-csv.ps1", cancellationToken, ("Url", server.Url), ("Rows", rows)));
        Contender[] all = [pages, report, byHand];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());
        Table table = new(
            $"Reading {StatusesOfEach} statuses of each of {policies} policies, {Latency} ms a request",
            "What", "objects/s", "took", "the report is × as fast", "peak memory", "process");
        foreach (Contender contender in all)
        {
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Seconds(contender.Seconds),
                Figures.Ratio(report.Cold / contender.Cold),
                Figures.Megabytes(contender.PeakBytes), Figures.Seconds(contender.ProcessSeconds));
        }

        double ofPages = report.Cold / pages.Cold;
        table.Target("Of the pages, to reach 0.5", Figures.Ratio(ofPages), ofPages >= 0.5);
        table.Note(
            "The server makes the file while the job is created and has it ready at the first poll; Intune takes seconds or minutes.");
        table.Note("A row of the report has 15 columns and all of them come out; a status has 9 properties.");
        return [table];

        Func<Task<ChildResult>> Module(string source) => () => ChildProcess.ScriptAsync(
            context, "report-module.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("Source", source), ("Rows", rows));
    }
}

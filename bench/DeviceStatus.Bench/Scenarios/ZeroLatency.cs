using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>How many rows a second pass when the service costs nothing, and where the time goes.</summary>
internal static class ZeroLatency
{
    private const double TargetRate = 30_000;
    private const int InFlight = 8;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(100_000, 20_000);
        int passes = context.Size(3, 2);
        string csv = RowFiles.Updates(context, rows);
        await using ServerProcess server =
            await ServerProcess.StartAsync(context.Layout, cancellationToken, "--null", "--update-answer", "204");
        string self = context.Layout.Program("DeviceStatus.Bench");

        Contender module = new("DeviceStatus, Import-Csv \\| Set-…", () => ChildProcess.ScriptAsync(
            context, "module.ps1", cancellationToken, ("Module", context.Layout.Module), ("Url", server.Url), ("Csv", csv), ("Rows", rows),
            ("InFlight", InFlight), ("Passes", passes)));
        Contender same = Stage("… \\| an empty cmdlet with the same parameters", "same");
        Contender four = Stage("… \\| an empty cmdlet with four parameters", "four");
        Contender import = Stage("Import-Csv alone", "csv");
        Contender engine = Client("the engine alone, no PowerShell", "engine", server.Url, rows, InFlight, passes);
        Contender build = Client("building the requests alone", "build", rows, passes);
        Contender bare = Client("the limit: bare HttpClient", "bare-write", server.Url, rows, InFlight, passes);
        Contender[] all = context.HasPwsh ? [module, same, four, import, engine, build, bare] : [engine, build, bare];
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of zero-latency that are pipelines.");
        }

        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        module.EnsureAllDone();

        Table table = new(
            $"Zero latency: {Figures.Whole(rows)} rows, {InFlight} batches in flight",
            "What", "rows/s, first pass", "rows/s, later passes", "µs CPU a row, first", "µs CPU a row, later", "bytes a row", "GC pause",
            "process");
        foreach (Contender contender in all)
        {
            Pass[] later = [.. contender.Later];
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Whole(contender.Warm), Figures.Ratio(contender.ColdCpu),
                Figures.Ratio(contender.WarmCpu),
                Figures.Whole(Figures.Median(later.Select(pass => (double)pass.Allocated / pass.Rows))),
                Figures.Percent(Figures.Median(later.Select(pass => pass.GcPause / pass.Seconds))),
                Figures.Seconds(contender.ProcessSeconds));
        }

        table.Note(
            "The first pass of a process runs in code that is not optimised yet, PowerShell's own as well; "
            + "the later ones show what a long run settles to.");
        table.Note(
            "The server is another process on the same two cores and takes its share of them. The CPU columns count the child alone.");
        if (context.HasPwsh)
        {
            table.Target(
                $"Rows a second through the pipeline, later passes, to reach {Figures.Whole(TargetRate)}", Figures.Whole(module.Warm),
                module.Warm >= TargetRate);
            table.Note(
                $"First pass: **{Figures.Whole(module.Cold)}**. "
                + $"Against the limit, same pass: {Figures.Ratio(module.Cold / bare.Cold)} first, "
                + $"{Figures.Ratio(module.Warm / bare.Warm)} later.");
            table.Note($"Where a row's {Figures.Ratio(module.WarmCpu)} µs go (CPU, later passes): "
                + $"reading the CSV {Figures.Ratio(import.WarmCpu)}, binding {Figures.Ratio(same.WarmCpu - import.WarmCpu)}, "
                + $"building the request {Figures.Ratio(build.WarmCpu)}, "
                + $"the rest of the engine with HTTP {Figures.Ratio(engine.WarmCpu - build.WarmCpu)}, "
                + "what remains (cmdlet, garbage of all of them together) "
                + $"{Figures.Ratio(module.WarmCpu - same.WarmCpu - engine.WarmCpu)}.");
        }

        return [table];

        Contender Stage(string name, string stage) => new(name, () => ChildProcess.ScriptAsync(
            context, "stages.ps1", cancellationToken, ("Stage", stage), ("Csv", csv), ("Rows", rows), ("Passes", passes)));

        Contender Client(string name, params object[] arguments) =>
            new(name, () => ChildProcess.RunAsync(self, cancellationToken, ["client", .. arguments]));
    }
}

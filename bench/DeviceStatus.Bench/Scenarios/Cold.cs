using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>How much slower the first pass of a process is than the later ones.</summary>
internal static class Cold
{
    private const int PageSize = 1000;
    private const int Passes = 5;
    private const double OfWarm = 0.8;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int statuses = context.Size(100_000, 20_000);
        int rows = context.Size(50_000, 10_000);
        await using ServerProcess store =
            await ServerProcess.StartAsync(context.Layout, cancellationToken, "--empty", "--page-size", $"{PageSize}", "--record", "0");
        await StoreFiller.FillAsync(store.Url, statuses, cancellationToken);
        await using ServerProcess sink =
            await ServerProcess.StartAsync(context.Layout, cancellationToken, "--null", "--update-answer", "204");
        Contender reads = new($"{Figures.Whole(statuses)} statuses read", () => ChildProcess.ScriptAsync(
            context, "read-module.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", store.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Rows", statuses),
            ("Passes", Passes)));
        Contender writes = new($"{Figures.Whole(rows)} rows updated from a file", () => ChildProcess.ScriptAsync(
            context, "module.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", sink.Url), ("Csv", RowFiles.Updates(context, rows)), ("Rows", rows),
            ("Passes", Passes)));

        // What a pass loses of itself, whatever the module does: PowerShell's own code is as new to the process as that of the module.
        Contender empty = new($"{Figures.Whole(rows)} rows into an empty cmdlet with the same parameters", () => ChildProcess.ScriptAsync(
            context, "stages.ps1", cancellationToken,
            ("Stage", "same"), ("Csv", RowFiles.Updates(context, rows)), ("Rows", rows), ("Passes", Passes)));
        Contender[] all = [reads, writes, empty];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        reads.EnsureAllDone();
        writes.EnsureAllDone();

        Table table = new(
            "The first pass of a process, 0 ms a request", "What", "first pass, a second", "later, a second", "first, CPU µs each",
            "later, CPU µs each");
        foreach (Contender contender in all)
        {
            double ratio = contender.Cold / contender.Warm;
            table.Add(
                contender.Name, Figures.Whole(contender.Cold), Figures.Whole(contender.Warm), Figures.Whole(contender.ColdCpu),
                Figures.Whole(contender.WarmCpu));
            if (contender == empty)
            {
                table.Note($"{contender.Name}: the first pass of the later ones: **{Figures.Ratio(ratio)}**, which no module can change.");
            }
            else
            {
                table.Target(
                    $"{contender.Name}: the first pass of the later ones, to reach {OfWarm}", Figures.Ratio(ratio), ratio >= OfWarm);
            }
        }

        double lost = SecondsOf(empty.Cold) - SecondsOf(empty.Warm);
        double limit = SecondsOf(writes.Warm) / (SecondsOf(writes.Warm) + lost);
        table.Note(
            $"PowerShell alone loses {Figures.Seconds(lost)} in the first pass of {Figures.Whole(rows)} rows. "
                + $"With a module that loses nothing, writing would reach {Figures.Ratio(limit)}.");
        return [table];

        double SecondsOf(double rate) => rows / rate;
    }
}

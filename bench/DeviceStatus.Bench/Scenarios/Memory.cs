using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Whether a long run needs more memory than a short one.</summary>
internal static class Memory
{
    private const double TargetMegabytes = 20;
    private const double WholeRunMegabytes = 200;
    private const int NeverReached = 1_000_000;
    private const double HeldMegabytes = 400;
    private const double LargeMegabytes = 256;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int few = 10_000;
        int many = context.Size(200_000, 30_000);
        await using ServerProcess server =
            await ServerProcess.StartAsync(context.Layout, cancellationToken, "--null", "--update-answer", "204");
        Contender[] plain = [Run(few), Run(many)];
        Contender[] journalled = [Run(few, withJournal: true), Run(many, withJournal: true)];
        Contender[] paced = [Run(few, isPaced: true), Run(many, isPaced: true)];
        Contender[] all = [.. plain, .. journalled, .. paced];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table =
            new("Peak memory of the whole process", "What", $"{Figures.Whole(few)} rows", $"{Figures.Whole(many)} rows", "difference");
        foreach ((string name, Contender[] pair)
            in new[] { ("a run", plain), ("a run with a journal", journalled), ("a run with pacing on", paced) })
        {
            double difference = pair[1].PeakBytes - pair[0].PeakBytes;
            table.Add(name, Figures.Megabytes(pair[0].PeakBytes), Figures.Megabytes(pair[1].PeakBytes), Figures.Megabytes(difference));
            table.Target(
                $"{name}, difference of {TargetMegabytes} MB or less", Figures.Megabytes(difference),
                difference <= TargetMegabytes * 1024 * 1024);
            table.Target(
                $"{name}, {Figures.Whole(few)} rows in under {WholeRunMegabytes} MB", Figures.Megabytes(pair[0].PeakBytes),
                pair[0].PeakBytes < WholeRunMegabytes * 1024 * 1024);
        }

        table.Note($"\"Pacing on\" is -WriteLimit {NeverReached}: a run under a quota keeps more rows under way than one without.");
        return [table, await HeldAsync(context, cancellationToken), await LargeAsync(context, cancellationToken)];

        Contender Run(int rows, bool withJournal = false, bool isPaced = false) => new($"{rows}", () =>
        {
            string journal = context.WorkFile($"memory-{rows}.journal");
            File.Delete(journal);
            return ChildProcess.ScriptAsync(
                context, "module.ps1", cancellationToken,
                ("Module", context.Layout.Module), ("Url", server.Url), ("Csv", RowFiles.Updates(context, rows)), ("Rows", rows),
                ("Journal", withJournal ? journal : null), ("WriteLimit", isPaced ? NeverReached : null));
        });
    }

    /// <summary>A whole list in a variable.</summary>
    private static async Task<Table> HeldAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int statuses = context.Size(100_000, 20_000);
        await using ServerProcess server =
            await ServerProcess.StartAsync(context.Layout, cancellationToken, "--empty", "--page-size", "1000", "--record", "0");
        await StoreFiller.FillAsync(server.Url, statuses, cancellationToken);
        string name = $"$x = Get-DeviceConfigurationDeviceStatus, {Figures.Whole(statuses)} statuses";
        Contender held = new(name, () => ChildProcess.ScriptAsync(
            context, "read-hold.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("ConfigurationId", BenchContext.ConfigurationId), ("Rows", statuses)));
        await Contender.InterleaveAsync([held], context.Options.Repeat, cancellationToken);
        held.EnsureAllDone();
        Table table = new("A list in a variable", "What", "live afterwards", "peak of the process");
        table.Add(held.Name, Figures.Megabytes(Live(held)), Figures.Megabytes(held.PeakBytes));
        table.Target($"Peak under {HeldMegabytes} MB", Figures.Megabytes(held.PeakBytes), held.PeakBytes < HeldMegabytes * 1024 * 1024);
        return table;
    }

    /// <summary>Eight responses of 64 MiB in flight, and more behind them.</summary>
    private static async Task<Table> LargeAsync(BenchContext context, CancellationToken cancellationToken)
    {
        const int InBatch = 20;
        int responses = context.Size(16, 8);
        await using LargeServer server = new();
        Contender large = new($"{responses} responses of 64 MiB, 8 in flight", () => ChildProcess.ScriptAsync(
            context, "read-large.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("Policies", responses * InBatch),
            ("Rows", responses * LargeServer.Objects)));
        await Contender.InterleaveAsync([large], context.Options.Repeat, cancellationToken);
        large.EnsureAllDone();
        Table table = new("Large responses", "What", "live at the most", "peak of the process");
        table.Add(large.Name, Figures.Megabytes(Live(large)), Figures.Megabytes(large.PeakBytes));
        table.Target(
            $"Live memory of {LargeMegabytes} MB or less", Figures.Megabytes(Live(large)), Live(large) <= LargeMegabytes * 1024 * 1024);
        table.Note(
            "Live memory is what is left after a garbage collection, over what the process had before; "
            + "the peak has what was not collected yet.");
        return table;
    }

    private static double Live(Contender contender) => Figures.Median(contender.Results.Select(result => result.Marks["live"]));
}

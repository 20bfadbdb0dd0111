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

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int few = 10_000;
        int many = context.Size(200_000, 30_000);
        await using ServerProcess server = await ServerProcess.StartAsync(context.Layout, cancellationToken, "--null", "--update-answer", "204");
        Contender[] plain = [Run(few), Run(many)];
        Contender[] journalled = [Run(few, withJournal: true), Run(many, withJournal: true)];
        Contender[] paced = [Run(few, isPaced: true), Run(many, isPaced: true)];
        Contender[] all = [.. plain, .. journalled, .. paced];
        await Contender.InterleaveAsync(all, context.Options.Repeat, cancellationToken);
        Array.ForEach(all, contender => contender.EnsureAllDone());

        Table table = new("Peak memory of the whole process", "What", $"{Figures.Whole(few)} rows", $"{Figures.Whole(many)} rows", "difference");
        foreach ((string name, Contender[] pair) in new[] { ("a run", plain), ("a run with a journal", journalled), ("a run with pacing on", paced) })
        {
            double difference = pair[1].PeakBytes - pair[0].PeakBytes;
            table.Add(name, Figures.Megabytes(pair[0].PeakBytes), Figures.Megabytes(pair[1].PeakBytes), Figures.Megabytes(difference));
            table.Target($"{name}, difference of {TargetMegabytes} MB or less", Figures.Megabytes(difference), difference <= TargetMegabytes * 1024 * 1024);
            table.Target($"{name}, {Figures.Whole(few)} rows in under {WholeRunMegabytes} MB", Figures.Megabytes(pair[0].PeakBytes), pair[0].PeakBytes < WholeRunMegabytes * 1024 * 1024);
        }

        table.Note($"\"Pacing on\" is -WriteLimit {NeverReached}: a run under a quota keeps more rows under way than one without.");
        return [table];

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
}

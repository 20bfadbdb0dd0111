using System.Diagnostics;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Runs with a journal, killed at random moments and continued until they end.</summary>
internal static class Kill
{
    private const int KillsOfOneRun = 5;
    private const int RowsOfRun = 4_000;
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(1500);

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--latency", "50", "--page-size", "1000", "--record", "0");
        Runs creates = await KillAsync(
            context, server, "New", "DeviceDisplayName", run => RowFiles.Creates(context, RowsOfRun, $"KILL{run:D2}"), AuditCreates,
            cancellationToken);

        await StoreFiller.FillAsync(server.Url, RowsOfRun / 2, cancellationToken);
        string[] ids = [.. Enumerable.Range(0, RowsOfRun / 2).Select(RowFiles.Id)];
        Runs pairs = await KillAsync(
            context, server, "Set", "UserName", run => RowFiles.Pairs(context, ids, $"PAIR{run:D2}"), AuditPairs, cancellationToken);

        Runs[] all = [creates, pairs];
        Table table = new(
            "Killed (SIGKILL) at random moments and continued with the journal and -RetryInDoubt", "What", "New- (POST, no id)",
            "Set-, two rows an object");
        Row("kills", static runs => runs.Kills);
        Row("rows", static runs => (long)runs.Audits.Count * RowsOfRun);
        Row("skipped by the last continuation, done before", static runs => runs.Skipped);
        Row("outcome: unknown", static runs => runs.Audits.Sum(static audit => audit.Unknown));
        Row("of the unknown, in the store", static runs => runs.Audits.Sum(static audit => audit.UnknownInStore));
        Row("**rows without exactly one outcome**", static runs => runs.Audits.Sum(static audit => audit.NotOneOutcome));
        Row("**done, but not in the store**", static runs => runs.Audits.Sum(static audit => audit.DoneButNot));
        Row("**neither done nor unknown, but in the store**", static runs => runs.Audits.Sum(static audit => audit.NotDoneButDid));
        Row("**created twice**", static runs => runs.Audits.Sum(static audit => audit.Twice));
        Row("**the earlier row of an object won**", static runs => runs.Audits.Sum(static audit => audit.EarlierWon));
        int wrong = all.Sum(static runs => runs.Audits.Sum(static audit => audit.Wrong));
        table.Target("Nothing lost, nothing twice, the later row wins", $"{wrong} rows wrong", wrong == 0);
        table.Note(
            $"Up to {KillsOfOneRun} kills a run, at most {Latest.TotalMilliseconds:0} ms after the rows begin; "
            + "a run that ended before its kill is not counted as one.");
        return [table];

        void Row(string name, Func<Runs, long> figure) => table.Add([name, .. all.Select(runs => Figures.Whole(figure(runs)))]);
    }

    /// <summary>Starts runs, kills each some times, and compares what the last continuation of each said with the store.</summary>
    private static async Task<Runs> KillAsync(
        BenchContext context,
        ServerProcess server,
        string verb,
        string key,
        Func<int, string> writeRows,
        Func<string, Outcomes, long, ILookup<string, StoredStatus>, Audit> audit,
        CancellationToken cancellationToken)
    {
        int wanted = context.Size(50, 2);
        Random random = new(11);
        List<Audit> audits = [];
        int kills = 0;
        long skipped = 0;
        while (kills < wanted)
        {
            string csv = writeRows(audits.Count + 1);
            string name = Path.GetFileNameWithoutExtension(csv);
            string journal = context.WorkFile(name + ".journal");
            File.Delete(journal);
            (string, object?)[] parameters =
            [
                ("Module", context.Layout.Module), ("Url", server.Url), ("Verb", verb), ("Csv", csv), ("Rows", RowsOfRun),
                ("Outcomes", context.WorkFile(name + ".tsv")), ("Journal", journal), ("Key", key),
            ];
            for (int i = 0; i < KillsOfOneRun && kills < wanted; i++)
            {
                if (!await StartAndKillAsync(context, parameters, Latest * random.NextDouble(), cancellationToken))
                {
                    break;
                }

                kills++;
            }

            ChildResult last = await ChildProcess.ScriptAsync(context, "outcomes.ps1", cancellationToken, parameters);
            skipped += last.Skipped;
            audits.Add(
                audit(
                    csv, Outcomes.Read(context.WorkFile(name + ".tsv")), last.Skipped,
                    await StoreReader.ReadAsync(server.Url, cancellationToken)));
        }

        return new Runs(audits, kills, skipped);
    }

    private static Audit AuditCreates(string csv, Outcomes last, long skipped, ILookup<string, StoredStatus> store) =>
        Audit.OfContinued([.. File.ReadLines(csv).Skip(1).Select(static line => line.Split(',')[1])], last, skipped, store);

    private static Audit AuditPairs(string csv, Outcomes last, long skipped, ILookup<string, StoredStatus> store) =>
        Audit.OfPairs(RowFiles.ReadPairs(csv), last, skipped, StoreReader.UserNames(store));

    /// <summary>Starts a run and kills it. False when it had already ended.</summary>
    private static async Task<bool> StartAndKillAsync(
        BenchContext context, (string Name, object? Value)[] parameters, TimeSpan moment, CancellationToken cancellationToken)
    {
        using Process child = ChildProcess.StartScript(context, "outcomes.ps1", parameters);
        string? line = await child.StandardOutput.ReadLineAsync(cancellationToken);
        if (line != "ready")
        {
            throw new InvalidOperationException(
                "A run that was to be killed did not begin: " + line + await child.StandardError.ReadToEndAsync(cancellationToken));
        }

        await Task.Delay(moment, cancellationToken);
        child.Kill();
        await child.WaitForExitAsync(cancellationToken);
        return child.ExitCode != 0;
    }

    private sealed record Runs(IReadOnlyList<Audit> Audits, int Kills, long Skipped);
}

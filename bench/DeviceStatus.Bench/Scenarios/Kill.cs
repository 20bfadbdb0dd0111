using System.Diagnostics;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Runs with a journal, killed at random moments and continued until they end.</summary>
internal static class Kill
{
    private const int KillsOfOneRun = 5;
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(1500);

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int wanted = context.Size(50, 2);
        int rows = 4_000;
        Random random = new(11);
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--latency", "50", "--page-size", "1000", "--record", "0");
        List<Audit> audits = [];
        List<double> moments = [];
        long skipped = 0;
        int runs = 0;
        while (moments.Count < wanted)
        {
            string prefix = $"KILL{++runs:D2}";
            string csv = RowFiles.Creates(context, rows, prefix);
            string journal = context.WorkFile(prefix + ".journal");
            File.Delete(journal);
            (string, object?)[] parameters =
            [
                ("Module", context.Layout.Module), ("Url", server.Url), ("Verb", "New"), ("Csv", csv), ("Rows", rows),
                ("Outcomes", context.WorkFile(prefix + ".tsv")), ("Journal", journal),
            ];
            for (int i = 0; i < KillsOfOneRun && moments.Count < wanted; i++)
            {
                TimeSpan moment = Latest * random.NextDouble();
                if (!await StartAndKillAsync(context, parameters, moment, cancellationToken))
                {
                    break;
                }

                moments.Add(moment.TotalMilliseconds);
            }

            ChildResult last = await ChildProcess.ScriptAsync(context, "outcomes.ps1", cancellationToken, parameters);
            skipped += last.Skipped;
            string[] names = [.. File.ReadLines(csv).Skip(1).Select(line => line.Split(',')[1])];
            audits.Add(Audit.OfContinued(
                names, Outcomes.Read(context.WorkFile(prefix + ".tsv")), last.Skipped, await StoreReader.ReadAsync(server.Url, cancellationToken)));
        }

        Table table = new($"Killed (SIGKILL) at {moments.Count} random moments and continued with the journal", "What", "rows");
        table.Add($"rows (POST) in {runs} runs", Figures.Whole((double)runs * rows));
        table.Add("skipped by the last continuation, done before", Figures.Whole(skipped));
        table.Add("outcome: unknown", Figures.Whole(audits.Sum(audit => audit.Unknown)));
        table.Add("of the unknown, in the store", Figures.Whole(audits.Sum(audit => audit.UnknownInStore)));
        table.Add("**rows without exactly one outcome**", Figures.Whole(audits.Sum(audit => audit.NotOneOutcome)));
        table.Add("**done, but not in the store**", Figures.Whole(audits.Sum(audit => audit.DoneButNot)));
        table.Add("**neither done nor unknown, but in the store**", Figures.Whole(audits.Sum(audit => audit.NotDoneButDid)));
        table.Add("**created twice**", Figures.Whole(audits.Sum(audit => audit.Twice)));
        int wrong = audits.Sum(audit => audit.Wrong);
        table.Target("Nothing lost, nothing twice", $"{wrong} rows wrong", wrong == 0);
        table.Note($"Up to {KillsOfOneRun} kills a run, at most {Latest.TotalMilliseconds:0} ms after the rows begin; a run that ended before its kill is not counted as one.");
        return [table];
    }

    /// <summary>Starts a run and kills it. False when it had already ended.</summary>
    private static async Task<bool> StartAndKillAsync(BenchContext context, (string Name, object? Value)[] parameters, TimeSpan moment, CancellationToken cancellationToken)
    {
        using Process child = ChildProcess.StartScript(context, "outcomes.ps1", parameters);
        string? line = await child.StandardOutput.ReadLineAsync(cancellationToken);
        if (line != "ready")
        {
            throw new InvalidOperationException("A run that was to be killed did not begin: " + line + await child.StandardError.ReadToEndAsync(cancellationToken));
        }

        await Task.Delay(moment, cancellationToken);
        child.Kill();
        await child.WaitForExitAsync(cancellationToken);
        return child.ExitCode != 0;
    }
}

using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Many rows on a service that throttles, fails and cuts connections: whether the outcomes match the store.</summary>
internal static class Chaos
{
    private const string Faults = "429=0.05,503=0.02,before=0.01,after=0.01";

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(100_000, 2_000);
        string csv = RowFiles.Creates(context, rows, "CHAOS");
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken, "--empty", "--faults", Faults, "--seed", "7", "--page-size", "1000", "--record", "0");

        string created = context.WorkFile("chaos-created.tsv");
        ChildResult creates = await OutcomesAsync(context, server, "New", csv, created, cancellationToken);
        ILookup<string, StoredStatus> store = await StoreReader.ReadAsync(server.Url, cancellationToken);
        Audit createAudit = Audit.OfCreates(File.ReadLines(csv).Skip(1).Select(Name), Outcomes.Read(created), store);

        string changes = RowFiles.Write(
            context, "chaos-changes.csv", "DeviceConfigurationId,Id,DeviceDisplayName,Status", store.Count,
            Changes([.. store.Select(row => row.First())]));
        string changed = context.WorkFile("chaos-changed.tsv");
        ChildResult updates = await OutcomesAsync(context, server, "Set", changes, changed, cancellationToken);
        Audit updateAudit = Audit.OfUpdates(
            store.Select(row => row.Key), Outcomes.Read(changed), await StoreReader.ReadAsync(server.Url, cancellationToken), "compliant");

        string[] ids = [.. store.Select(row => row.First().Id).Take(rows / 2)];
        string pairs = RowFiles.Pairs(context, ids, "PAIR");
        string paired = context.WorkFile("chaos-paired.tsv");
        ChildResult twice = await OutcomesAsync(context, server, "Set", pairs, paired, cancellationToken, "UserName");
        Audit pairAudit = Audit.OfPairs(
            RowFiles.ReadPairs(pairs), Outcomes.Read(paired), null,
            StoreReader.UserNames(await StoreReader.ReadAsync(server.Url, cancellationToken)));

        Audit[] audits = [createAudit, updateAudit, pairAudit];
        ChildResult[] results = [creates, updates, twice];
        Table table = new($"Chaos: {Faults}, -RetryInDoubt", "What", "New- (POST, no id)", "Set- (PATCH)", "Set-, two rows an object");
        Row("rows", results.Select(static result => (double)result.First.Rows));
        Row("rows a second", results.Select(static result => result.First.Rate));
        Row("sent again", results.Select(static result => (double)result.Retries));
        Row("outcome: done", Of(static audit => audit.Done));
        Row("outcome: unknown", Of(static audit => audit.Unknown));
        Row("outcome: failed or not sent", Of(static audit => audit.Other));
        Row("of the unknown, in the store", Of(static audit => audit.UnknownInStore));
        Row("**rows without exactly one outcome**", Of(static audit => audit.NotOneOutcome));
        Row("**done, but the store differs**", Of(static audit => audit.DoneButNot));
        Row("**neither done nor unknown, but in the store**", Of(static audit => audit.NotDoneButDid));
        Row("**created twice**", Of(static audit => audit.Twice));
        Row("**the earlier row of an object won**", Of(static audit => audit.EarlierWon));
        int wrong = audits.Sum(static audit => audit.Wrong);
        table.Target(
            "Every row exactly one outcome, the store equals the outcomes, nothing twice, the later row wins", $"{wrong} rows wrong",
            wrong == 0);
        table.Note(
            "A POST whose connection was cut looks the same whether the work was done or not; -RetryInDoubt looks into the collection.");
        return [table];

        IEnumerable<double> Of(Func<Audit, int> figure) => audits.Select(audit => (double)figure(audit));

        void Row(string name, IEnumerable<double> figures) => table.Add([name, .. figures.Select(Figures.Whole)]);
    }

    private static Task<ChildResult> OutcomesAsync(
        BenchContext context, ServerProcess server, string verb, string csv, string outcomes, CancellationToken cancellationToken,
        string key = "DeviceDisplayName") => ChildProcess.ScriptAsync(
            context, "outcomes.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("Verb", verb), ("Csv", csv), ("Rows", File.ReadLines(csv).Count() - 1),
            ("Outcomes", outcomes), ("Key", key));

    private static Func<int, string> Changes(StoredStatus[] statuses) =>
        i => $"{BenchContext.ConfigurationId},{statuses[i].Id},{statuses[i].Name},compliant";

    private static string Name(string line) => line.Split(',')[1];
}

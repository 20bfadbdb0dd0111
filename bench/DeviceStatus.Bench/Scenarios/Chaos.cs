using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Many rows on a service that throttles, fails and cuts connections: whether what the outcomes say is what the store holds.</summary>
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
        Audit updateAudit = Audit.OfUpdates(store.Select(row => row.Key), Outcomes.Read(changed), await StoreReader.ReadAsync(server.Url, cancellationToken), "compliant");

        Table table = new($"Chaos: {Faults}", "What", "New- (POST)", "Set- (PATCH)");
        Row("rows", creates.First.Rows, updates.First.Rows);
        Row("rows a second", creates.First.Rate, updates.First.Rate);
        Row("sent again", creates.Retries, updates.Retries);
        Row("outcome: done", createAudit.Done, updateAudit.Done);
        Row("outcome: unknown", createAudit.Unknown, updateAudit.Unknown);
        Row("outcome: failed or not sent", createAudit.Other, updateAudit.Other);
        Row("of the unknown, in the store", createAudit.UnknownInStore, updateAudit.UnknownInStore);
        Row("**rows without exactly one outcome**", createAudit.NotOneOutcome, updateAudit.NotOneOutcome);
        Row("**done, but the store differs**", createAudit.DoneButNot, updateAudit.DoneButNot);
        Row("**neither done nor unknown, but in the store**", createAudit.NotDoneButDid, updateAudit.NotDoneButDid);
        Row("**created twice**", createAudit.Twice, updateAudit.Twice);
        table.Target("Every row exactly one outcome, the store equals the outcomes, nothing twice", $"{createAudit.Wrong + updateAudit.Wrong} rows wrong", createAudit.Wrong + updateAudit.Wrong == 0);
        table.Note("A POST whose connection was cut is unknown to any client: before the work or after it looks the same. Cut after the work and reported as anything but done or unknown would be counted in \"neither done nor unknown, but in the store\".");
        return [table];

        void Row(string name, double first, double second) => table.Add(name, Figures.Whole(first), Figures.Whole(second));
    }

    private static Task<ChildResult> OutcomesAsync(
        BenchContext context, ServerProcess server, string verb, string csv, string outcomes, CancellationToken cancellationToken) => ChildProcess.ScriptAsync(
            context, "outcomes.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Url", server.Url), ("Verb", verb), ("Csv", csv), ("Rows", File.ReadLines(csv).Count() - 1), ("Outcomes", outcomes));

    private static Func<int, string> Changes(StoredStatus[] statuses) =>
        i => $"{BenchContext.ConfigurationId},{statuses[i].Id},{statuses[i].Name},compliant";

    private static string Name(string line) => line.Split(',')[1];
}

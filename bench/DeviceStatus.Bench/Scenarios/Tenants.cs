using System.Text.RegularExpressions;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>
/// Twelve tenants, each with the published quota, and one CSV that is sorted by tenant. Both runs wait nearly all the time, so they run
/// side by side.
/// </summary>
internal static partial class Tenants
{
    private const int Count = 12;
    private const int Limit = 100;
    private const double Window = 20;
    private const string DeadUrl = "http://127.0.0.1:1";

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(300, 150);
        double floor = Window * ((rows - 1) / Limit);
        Task<Outcome> healthy = RunAsync(context, rows, isDamaged: false, cancellationToken);
        Task<Outcome> damaged = RunAsync(context, rows, isDamaged: true, cancellationToken);
        await Task.WhenAll(healthy, damaged);

        Table table = new(
            $"{Count} tenants with {Limit} writes in {Window:0} s each, {rows} rows of each in one CSV sorted by tenant",
            "What", "took", "over the floor of one tenant", "done", "failed", "not sent", "outcome unknown", "rows at another tenant",
            "peak memory");
        foreach (Outcome outcome in new[] { await healthy, await damaged })
        {
            table.Add(
                outcome.Name, Figures.Seconds(outcome.Result.First.Seconds), Figures.Exact(outcome.Result.First.Seconds / floor),
                Figures.Whole(outcome.Result.Done), Figures.Whole(outcome.Result.Failed), Figures.Whole(outcome.Result.NotSent),
                Figures.Whole(outcome.Result.Unknown), Figures.Whole(outcome.Misplaced), Figures.Megabytes(outcome.Result.PeakBytes));
        }

        Outcome all = await healthy;
        Outcome some = await damaged;
        table.Target(
            "All tenants, over the floor of one, 1.10 or less", Figures.Exact(all.Result.First.Seconds / floor),
            all.Result.First.Seconds / floor <= 1.10);
        table.Target("All tenants, rows done", Figures.Whole(all.Result.Done), all.Result.Done == Count * rows);
        table.Target(
            "One dead and one that refuses the token, rows of the others done", Figures.Whole(some.Result.Done),
            some.Result.Done == (Count - 2) * rows);
        table.Target(
            "Their rows failed or not sent", Figures.Whole(some.Result.Failed + some.Result.NotSent),
            some.Result.Failed + some.Result.NotSent == 2 * rows);
        table.Target(
            "Rows at another tenant than their own", Figures.Whole(all.Misplaced + some.Misplaced), all.Misplaced + some.Misplaced == 0);
        table.Note(
            "The floor is the time until the quota of one tenant lets its last row in; "
            + "one tenant after the other would take twelve times as long.");
        table.Note("Rows at another tenant are counted in the request logs of the servers: the user name of each row says its tenant.");
        return [table];
    }

    private static async Task<Outcome> RunAsync(BenchContext context, int rows, bool isDamaged, CancellationToken cancellationToken)
    {
        await using ServerGroup servers = await ServerGroup.StartAsync(
            context.Layout, Count, cancellationToken, "--write-limit", $"{Limit}", "--record", "10000");
        string[] urls = [.. servers.Urls];
        if (isDamaged)
        {
            urls[3] = DeadUrl;
            await servers.RefuseTokensAsync(7, cancellationToken);
        }

        ChildResult result = await ChildProcess.ScriptAsync(
            context, "tenants.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Tenants", TenantFiles.Tenants(context, isDamaged ? "damaged" : "healthy", urls)),
            ("Csv", TenantFiles.Updates(context, Count, rows)), ("Rows", Count * rows), ("WriteLimit", Limit));
        long misplaced = 0;
        for (int i = 0; i < Count; i++)
        {
            string own = TenantFiles.Name(i);
            string log = await servers.RequestsAsync(i, cancellationToken);
            misplaced += RowOf().Matches(log).Count(match => match.Groups[1].Value != own);
        }

        return new Outcome(isDamaged ? "one dead, one refuses the token" : "all respond", result, misplaced);
    }

    [GeneratedRegex(@"(tenant-\d{3})-\d{5}")]
    private static partial Regex RowOf();

    private sealed record Outcome(string Name, ChildResult Result, long Misplaced);
}

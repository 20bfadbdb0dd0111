using DeviceStatus.Bench.Clients;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Runs under the published quota, which the server enforces. They wait nearly all the time, so they run side by side.</summary>
internal static class Quota
{
    private const int Limit = 100;
    private const double Window = 20;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        Task<Outcome> alone = RunAloneAsync(context, context.Size(500, 300), cancellationToken);
        Task<Outcome> shared = RunSharedAsync(context, context.Size(190, 90), cancellationToken);
        Task<Outcome> halved = RunHalvedAsync(context, context.Size(250, 200), cancellationToken);
        await Task.WhenAll(alone, shared, halved);

        Table table = new(
            $"Under a quota of {Limit} writes in {Window:0} s", "What", "rows", "floor", "took", "over the floor", "answered 429", "done");
        foreach (Outcome outcome in new[] { await alone, await shared, await halved })
        {
            table.Add(
                outcome.Name, Figures.Whole(outcome.Rows), Figures.Seconds(outcome.Floor), Figures.Seconds(outcome.Result.First.Seconds),
                Figures.Exact(outcome.Over),
                Figures.Percent(outcome.Refused), Figures.Whole(outcome.Result.Done));
        }

        Outcome first = await alone;
        table.Target("Alone, over the floor, 1.02 or less", Figures.Exact(first.Over), first.Over <= 1.02);
        table.Target("Alone, answered 429, 0.1 % or less", Figures.Percent(first.Refused), first.Refused <= 0.001);
        foreach (Outcome outcome in new[] { await shared, await halved })
        {
            table.Target($"{outcome.Name}, over the new floor, 1.10 or less", Figures.Exact(outcome.Over), outcome.Over <= 1.10);
        }

        table.Note(
            "The floor is the time until the quota lets the last row in: a burst of what is free at once, "
            + "then one window for each further share.");
        table.Note((await shared).Remark!);
        table.Note("429 counts the answers that this module got, the items of a batch one by one; the other client's are not among them.");
        return [table];
    }

    private static async Task<Outcome> RunAloneAsync(BenchContext context, int rows, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await StartAsync(context, cancellationToken);
        return new Outcome("alone", rows, Floor(rows, Limit), await ModuleAsync(context, server, rows, cancellationToken));
    }

    private static async Task<Outcome> RunSharedAsync(BenchContext context, int rows, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await StartAsync(context, cancellationToken);
        await using OtherClient other = new(server.Url, Limit / 2 / Window);

        // Half of the window is its by the time the run begins. What it takes at the edge of a window is a row more or less, so the rows
        // must not fill the last window to its last place: one row would then cost a whole window.
        await Task.Delay(TimeSpan.FromSeconds(Window), cancellationToken);
        (int before, TimeSpan since) = (other.Accepted, other.Elapsed);
        ChildResult result = await ModuleAsync(context, server, rows, cancellationToken);
        double got = (other.Accepted - before) / (other.Elapsed - since).TotalSeconds * Window;
        return new Outcome("another client takes half", rows, Floor(rows, Limit / 2), result)
        {
            Remark = $"The other client wanted {Limit / 2} writes in {Window:0} s all the time and got {Figures.Ratio(got)}.",
        };
    }

    private static async Task<Outcome> RunHalvedAsync(BenchContext context, int rows, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await StartAsync(context, cancellationToken);
        Task<ChildResult> run = ModuleAsync(context, server, rows, cancellationToken);
        while ((await server.CountsAsync(cancellationToken)).AllPatches < Limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        await server.SetWriteLimitAsync(Limit / 2, cancellationToken);
        return new Outcome("the service halves the limit meanwhile", rows, Window + Floor(rows - Limit, Limit / 2), await run);
    }

    private static Task<ServerProcess> StartAsync(BenchContext context, CancellationToken cancellationToken) =>
        ServerProcess.StartAsync(context.Layout, cancellationToken, "--write-limit", $"{Limit}", "--latency", "50");

    private static Task<ChildResult> ModuleAsync(
        BenchContext context, ServerProcess server, int rows, CancellationToken cancellationToken) => ChildProcess.ScriptAsync(
        context, "module.ps1", cancellationToken,
        ("Module", context.Layout.Module), ("Url", server.Url), ("Csv", RowFiles.SeededUpdates(context, rows)), ("Rows", rows),
        ("WriteLimit", Limit));

    private static double Floor(int rows, int limit) => Window * ((rows - 1) / limit);

    private sealed record Outcome(string Name, int Rows, double Floor, ChildResult Result)
    {
        internal double Over => Result.First.Seconds / Floor;

        internal double Refused => (double)Result.Throttled / (Rows + Result.Throttled);

        internal string? Remark { get; init; }
    }
}

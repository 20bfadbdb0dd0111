using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>
/// Creations by this module and by its peers under the published quota, without and with random refusals: what is done, lost and there
/// twice.
/// </summary>
internal static class Peers
{
    private const string Limiter = "sliding:100/20";
    private const int Latency = 50;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(300, 120);
        if (!context.HasPwsh)
        {
            BenchContext.LeftOut("the rows of peers that are pipelines, this module's among them.");
        }

        List<Table> tables = [];
        (string Title, string[] Options)[] cases =
        [
            ("100 writes in 20 s", []), ("100 writes in 20 s, and 5 % refused at random", ["--refuse", "0.05"]),
        ];
        foreach ((string title, string[] more) in cases)
        {
            tables.Add(await RunAsync(context, title, rows, more, cancellationToken));
        }

        return tables;
    }

    private static async Task<Table> RunAsync(
        BenchContext context, string title, int rows, string[] more, CancellationToken cancellationToken)
    {
        (string Name, string? Kind)[] contenders =
        [
            .. context.HasPwsh
                ? new (string, string?)[]
                {
                    ("Invoke-RestMethod, one after another", "loop"),
                    ("the same with -MaximumRetryCount 10", "retry"),
                    ("ForEach-Object -Parallel 16, -MaximumRetryCount 10", "parallel"),
                    ("batches of 20 by hand, Invoke-RestMethod", "batches"),
                }
                : [],
            ("Microsoft.Graph SDK for .NET, its batch collection", "sdk"),
            .. context.HasPwsh ? new (string, string?)[] { ("DeviceStatus, New-DeviceConfigurationDeviceStatus", null) } : [],
        ];
        Outcome[] outcomes = await Task.WhenAll(
            contenders.Select(contender => RunAsync(context, contender.Name, contender.Kind, rows, more, cancellationToken)));

        double floor = Discipline.Parse(Limiter).Floor(rows);
        Table table = new(
            $"Peers: {rows} creations under {title}", "What", "says done", "lost", "there twice", "answered 429", "took", "over the floor");
        foreach (Outcome outcome in outcomes)
        {
            table.Add(
                outcome.Name, Figures.Whole(outcome.Result.Done), Figures.Whole(outcome.Lost), Figures.Whole(outcome.Twice),
                Figures.Whole(outcome.Throttled),
                Figures.Seconds(outcome.Result.First.Seconds),
                outcome.Lost == 0 ? Figures.Ratio(outcome.Result.First.Seconds / floor) : Figures.None);
        }

        if (context.HasPwsh)
        {
            Outcome own = outcomes[^1];
            table.Target(
                "DeviceStatus loses and repeats nothing", $"{own.Lost} lost, {own.Twice} twice",
                own.Lost == 0 && own.Twice == 0 && own.Result.Done == rows);
        }

        table.Note(
            $"The floor is {Figures.Seconds(floor)}; where rows are lost, the time says nothing. "
            + "Lost rows are not in the store, whatever the contender says of them.");
        table.Note(
            $"{Latency} ms a request. The contenders run side by side, each with a server of its own: they wait nearly all the time.");
        return table;
    }

    private static async Task<Outcome> RunAsync(
        BenchContext context, string name, string? kind, int rows, string[] more, CancellationToken cancellationToken)
    {
        string prefix = kind ?? "own";
        string csv = RowFiles.Creates(context, rows, prefix);
        await using ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken,
            ["--empty", "--limiter", Limiter, "--latency", $"{Latency}", "--record", "0", "--page-size", "1000", .. more]);
        ChildResult result = kind switch
        {
            null => await ChildProcess.ScriptAsync(
                context, "module-new.ps1", cancellationToken, ("Module", context.Layout.Module), ("Url", server.Url), ("Csv", csv),
                ("Rows", rows)),
            "sdk" => await ChildProcess.RunAsync(
                context.Layout.Program("DeviceStatus.Bench.GraphSdk"), cancellationToken, server.Url, csv, 1, "create"),
            _ => await ChildProcess.ScriptAsync(
                context, "creations.ps1", cancellationToken, ("Kind", kind), ("Url", server.Url), ("Csv", csv), ("Rows", rows)),
        };
        ServerCounts counts = await server.CountsAsync(cancellationToken);
        ILookup<string, StoredStatus> store = await StoreReader.ReadAsync(server.Url, cancellationToken);
        return new Outcome(name, result, rows - store.Count, store.Count(static row => row.Count() > 1), counts.Throttled);
    }

    private sealed record Outcome(string Name, ChildResult Result, int Lost, int Twice, long Throttled);
}

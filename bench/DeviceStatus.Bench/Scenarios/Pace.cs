using System.Globalization;
using DeviceStatus.Bench.Clients;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>
/// The engine under each way in which a service may limit writes, with random refusals, and with a pace that is remembered.
/// </summary>
internal static class Pace
{
    private static readonly string[] Disciplines =
    [
        "fixed:100/20", "sliding:100/20", "bucket:100:100/20", "bucket:50:100/20", "bucket:20:100/20", "bucket:5:100/20",
        "bucket:1:100/20",
    ];

    private static readonly double[] Shares = [0.1, 0.3, 0.5];
    private static readonly int[] Latencies = [30, 400];

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(500, 200);
        Case[] limited = await RunAllAsync(
            context, Disciplines.SelectMany(name => Latencies.Select(latency => new Case(name, latency, rows))), cancellationToken);
        Case[] mixed =
        [
            .. Latencies.Select(latency => new Case("bucket:50:1000/20", latency, 4 * rows) { Configured = 1000 }),
            .. Shares.Select(share => new Case("sliding:100/20", 30, rows) { Random = share }),
            .. Shares.Select(share => new Case("bucket:20:100/20", 30, rows) { Random = share }),
            .. Shares.Select(share => new Case("bucket:5:100/20", 30, rows) { Random = share }),
            .. Shares.Select(share => new Case("bucket:1:100/20", 30, rows) { Random = share }),
            new Case("sliding:100/20", 30, 200) { Before = Memory.Connection },
            new Case("sliding:100/20", 30, 200) { Before = Memory.Process },
        ];
        mixed = await RunAllAsync(context, mixed, cancellationToken);

        Table disciplines = Tabulate("Pace: what enforces the quota", [.. limited, .. mixed.Where(each => each.Configured == 1000)]);
        Reach(disciplines, limited.Where(each => each.HasBurst), "With a burst, over the floor", 1.10, 0.02);
        Reach(disciplines, limited.Where(each => !each.HasBurst), "Without any burst, over the floor", 1.10, 0.02);
        Reach(
            disciplines, mixed.Where(each => each.Configured == 1000), "1,000 configured and 50 a second enforced, over the floor",
            1.10, 0.02);
        disciplines.Note(
            "The floor is the least time in which the service accepts the rows, plus one latency. "
            + "A bucket's first number is the burst that it allows.");
        disciplines.Note(
            "A request too early by less than a millisecond is refused where no burst at all is allowed, "
            + "so there the scatter of the latencies counts.");

        Table random = Tabulate("Pace: writes that are refused at random besides", [.. mixed.Where(each => each.Random > 0)]);
        Reach(random, mixed.Where(each => each.Random is > 0 and < 0.5), "10 and 30 % at random, over the floor", 1.3, 1);
        random.Note("The random refusals are among those after 2 s.");

        Table remembered = Tabulate("Pace: 100 rows before, then a new client", [.. mixed.Where(each => each.Before is not null)]);
        Reach(remembered, mixed.Where(each => each.Before is not null), "Over the floor", 1.10, 0);
        return [disciplines, random, remembered];
    }

    /// <summary>Runs the cases side by side, after every server has started: a start takes a whole processor.</summary>
    private static async Task<Case[]> RunAllAsync(BenchContext context, IEnumerable<Case> cases, CancellationToken cancellationToken)
    {
        List<(Case Case, ServerProcess Server)> started = [];
        try
        {
            foreach (Case one in cases)
            {
                started.Add((one, await StartAsync(context, one, cancellationToken)));
            }

            return await Task.WhenAll(started.Select(each => RunAsync(context, each.Case, each.Server, cancellationToken)));
        }
        finally
        {
            foreach ((_, ServerProcess server) in started)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Starts a server and sends one read, so that its code is compiled before anything is measured.</summary>
    private static async Task<ServerProcess> StartAsync(BenchContext context, Case one, CancellationToken cancellationToken)
    {
        string[] refuse = one.Random > 0 ? ["--refuse", one.Random.ToString(CultureInfo.InvariantCulture)] : [];
        ServerProcess server = await ServerProcess.StartAsync(
            context.Layout, cancellationToken,
            ["--limiter", one.Limiter, "--latency", one.Latency.ToString(CultureInfo.InvariantCulture), "--record", "0", .. refuse]);
        await server.CountsAsync(cancellationToken);
        return server;
    }

    private static async Task<Case> RunAsync(BenchContext context, Case one, ServerProcess server, CancellationToken cancellationToken)
    {
        PacerRegistry registry = new();
        ChildResult result;
        switch (one.Before)
        {
            case Memory.Connection:
                await PacedWriter.RunAsync(server.Url, 100, one.Configured, registry);
                result = await PacedWriter.RunAsync(server.Url, one.Rows, one.Configured, registry);
                break;
            case Memory.Process:
                await ChildAsync(100);
                result = await ChildAsync(one.Rows);
                break;
            default:
                result = await PacedWriter.RunAsync(server.Url, one.Rows, one.Configured);
                break;
        }

        return one with { Result = result, Counts = await server.CountsAsync(cancellationToken) };

        Task<ChildResult> ChildAsync(int rows) =>
            ChildProcess.RunAsync(
                context.Layout.Program("DeviceStatus.Bench"), cancellationToken, "client", "paced", server.Url, rows, one.Configured);
    }

    private static Table Tabulate(string title, IReadOnlyList<Case> cases)
    {
        Table table = new(title, "Enforced", "latency", "rows", "at random", "floor", "took", "over the floor", "429 after 2 s", "done");
        foreach (Case one in cases)
        {
            table.Add(
                one.Name, Figures.Milliseconds(one.Latency), Figures.Whole(one.Rows), Figures.Percent(one.Random),
                Figures.Seconds(one.Floor),
                Figures.Seconds(one.Result.First.Seconds), Figures.Exact(one.Over), Figures.Percent(one.Refused),
                Figures.Whole(one.Result.Done));
        }

        return table;
    }

    private static void Reach(Table table, IEnumerable<Case> cases, string what, double over, double refused)
    {
        Case[] all = [.. cases];
        double worst = all.Max(each => each.Over);
        double share = all.Max(each => each.Refused);
        string limit = string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {over:0.00} or less{(refused < 1 ? $", refused after 2 s {refused:P0} or less" : string.Empty)}, every row done");
        table.Target(
            limit, $"{Figures.Exact(worst)}, {Figures.Percent(share)}",
            worst <= over && share <= refused && all.All(each => each.Result.Done == each.Rows));
    }

    /// <summary>Who sent 100 rows before.</summary>
    private enum Memory
    {
        /// <summary>Another client of this process.</summary>
        Connection,

        /// <summary>Another process.</summary>
        Process,
    }

    private sealed record Case(string Limiter, int Latency, int Rows)
    {
        internal int Configured { get; init; } = 100;

        internal double Random { get; init; }

        internal Memory? Before { get; init; }

        internal ChildResult Result { get; init; } = new();

        internal ServerCounts Counts { get; init; } = new(0, new Dictionary<int, long>());

        internal bool HasBurst => Discipline.Parse(Limiter).Burst > 1;

        internal string Name => Before switch
        {
            Memory.Connection => Limiter + ", the same process",
            Memory.Process => Limiter + ", another process",
            _ => Limiter,
        };

        /// <summary>With rows before, the window is full at the start.</summary>
        internal double Floor => (Latency / 1000.0) + Discipline.Parse(Limiter).Floor(Before is null ? Rows : Rows + 100);

        internal double Over => Result.First.Seconds / Floor;

        internal double Refused => Counts.Writes == 0 ? 0 : (double)Counts.RefusedLater / Counts.Writes;
    }
}

using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>
/// The real executor over HTTP against each way in which a service may limit requests, on a clock that runs fast. The bounds are loose,
/// because a busy machine is slow by this clock; <c>bench --only pace</c> measures.
/// </summary>
public sealed class RealDisciplineTests
{
    private const int Speed = 5;
    private const int RowCount = 200;

    /// <summary>By when the first burst has arrived, also on a busy machine.</summary>
    private const double StartSeconds = 5;

    private static readonly string[] Disciplines =
        [
            "fixed:100/20", "sliding:100/20",
            "bucket:100:100/20", "bucket:50:100/20", "bucket:20:100/20", "bucket:5:100/20", "bucket:1:100/20",
        ];

    [Fact]
    public async Task BatchExecutor_under_each_discipline_ends_near_the_floor_with_few_refusals()
    {
        Result[] results = await Task.WhenAll(Disciplines.SelectMany(
            discipline => new[] { 30, 400 }.Select(latency => RunAsync(discipline, latency, 0))));

        Array.ForEach(results, Say);
        Assert.All(results, result =>
        {
            Assert.Equal((RowCount, RowCount), (result.Done, result.Accepted));

            // Where next to no burst is allowed, each delay of a busy machine makes requests too early.
            bool hasBurst = result.Discipline is not ("bucket:5:100/20" or "bucket:1:100/20");
            Assert.True(result.Ratio < (hasBurst ? 1.6 : 3), $"{result}");
            Assert.True(result.RefusedLater <= RowCount * (hasBurst ? 0.25 : 0.75), $"{result}");
        });
    }

    [Fact]
    public async Task BatchExecutor_with_random_refusals_loses_and_repeats_no_row()
    {
        Result[] results = await Task.WhenAll(
            new[] { 0.1, 0.3, 0.5 }.SelectMany(
                share => new[] { "sliding:100/20", "bucket:20:100/20" }.Select(discipline => RunAsync(discipline, 30, share))));

        Array.ForEach(results, Say);
        Assert.All(results, result =>
        {
            Assert.Equal((RowCount, RowCount), (result.Done, result.Accepted));
            Assert.True(result.Ratio < 3, $"{result}");
        });
    }

    /// <summary>After a refusal, nothing reaches the service before the wait is over, and then one request alone.</summary>
    [Fact]
    public async Task BatchExecutor_after_a_pause_sends_one_request_and_waits_for_its_response()
    {
        FastClock clock = new(Speed);
        LimiterFaults limiter = new(Discipline.Parse("sliding:30/20").CreateLimiter(), clock: clock);
        await using LoopbackServer server = await StartAsync(limiter, clock, 400);
        using GraphClient client = Rows.Connect(server.BaseAddress, writeLimit: 100, clock: clock);

        await RunAsync(client, 60);

        (double At, bool IsAccepted)[] writes = [.. limiter.Writes];
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(
            " ", writes.Select(write => string.Create(CultureInfo.InvariantCulture, $"{write.At:0.00}{(write.IsAccepted ? "+" : "-")}"))));
        int probe = Enumerable.Range(1, writes.Length - 1).MaxBy(i => writes[i].At - writes[i - 1].At);
        Assert.Contains(writes[..probe], write => !write.IsAccepted);
        Assert.InRange(writes[probe].At - writes[probe - 1].At, 15, 25);

        // The response takes 0.4 s; the next request cannot be there before.
        Assert.InRange(writes[probe + 1].At - writes[probe].At, 0.35, double.MaxValue);
    }

    private static void Say(Result result) => TestContext.Current.TestOutputHelper!.WriteLine(result.ToString());

    private static async Task<Result> RunAsync(string name, int latency, double share)
    {
        FastClock clock = new(Speed);
        Discipline discipline = Discipline.Parse(name);
        IRequestLimiter inner = discipline.CreateLimiter();
        LimiterFaults limiter = new(share > 0 ? new RandomRefusals(inner, share) : inner, clock: clock);
        await using LoopbackServer server = await StartAsync(limiter, clock, latency);
        using GraphClient client = Rows.Connect(server.BaseAddress, new(), writeLimit: 100, clock: clock);
        (int done, RunStatistics statistics) = await RunAsync(client, RowCount);

        // A request cannot end before one latency.
        double floor = discipline.Floor(RowCount) + (latency / 1000.0);
        return new Result(
            name,
            latency,
            share,
            done,
            limiter.Writes.Count(write => write.IsAccepted),
            statistics.Duration.TotalSeconds / floor,
            limiter.Writes.Count(write => !write.IsAccepted && write.At > StartSeconds));
    }

    private static Task<LoopbackServer> StartAsync(LimiterFaults limiter, TimeProvider clock, int latency) => LoopbackServer.StartAsync(
        new LoopbackOptions
        {
            RecordLast = 0,
            Sandbox = new SandboxOptions { Faults = limiter.Choose, Latency = TimeSpan.FromMilliseconds(latency), TimeProvider = clock },
        },
        TestContext.Current.CancellationToken);

    private static async Task<(int Done, RunStatistics Statistics)> RunAsync(GraphClient client, int count)
    {
        await using BatchExecutor writer = new(client, new BatchOptions());
        for (int i = 1; i <= count; i++)
        {
            writer.TryPost(new WorkItem(i, Rows.Verb("POST", i), null));
        }

        writer.Complete();
        List<RowResult> rows = [];
        await Rows.DrainAsync(writer, rows);
        return (rows.Count(row => row.Outcome == RowOutcome.Done), writer.Statistics);
    }

    private sealed record Result(string Discipline, int Latency, double Share, int Done, int Accepted, double Ratio, int RefusedLater)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Discipline} at {Latency} ms, {Share:P0} random: {Ratio:0.000} of the floor, {RefusedLater} refused later, "
                + $"{Done} done, {Accepted} accepted");
    }
}

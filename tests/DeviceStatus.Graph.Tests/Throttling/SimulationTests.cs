using System.Globalization;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class SimulationTests
{
    private const int Rows = 4000;

    public static TheoryData<string, string, double> Alone()
    {
        TheoryData<string, string, double> data = [];
        foreach (string service in new[] { "sliding", "sliding, refused count", "fixed", "fixed, from 7.3 s", "bucket" })
        {
            data.Add(service, "50 ms, counted first", 1.005);
            data.Add(service, "50 ms, counted last", 1.005);
            data.Add(service, "1 s, counted first", 1.01);
            data.Add(service, "1 s, counted last", 1.01);
            data.Add(service, "2 s, counted first", 1.02);
            data.Add(service, "2 s, counted last", 1.02);
            data.Add(service, "0.2 to 2 s, counted first", 1.07);
            data.Add(service, "0.2 to 2 s, counted last", 1.07);
            data.Add(service, "1 to 2 s, both ways", 1.05);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Alone))]
    public void Run_ends_at_the_floor_of_the_quota_and_is_never_refused(string service, string latency, double atMost)
    {
        SimulationResult run = RunSimulation.Run(Rows, Scenarios.Service(service), Scenarios.Latency(latency));

        double ratio = run.Seconds / Floor(Rows, 100);
        Say(run, ratio);
        Assert.Equal(0, run.Throttled);
        Assert.Equal(Rows, run.AcceptedAt.Count);
        Assert.InRange(ratio, 1, atMost);
    }

    [Theory]
    [InlineData("50 ms, counted last", 1.02)]
    [InlineData("1 s, counted last", 1.08)]
    [InlineData("0.2 to 2 s, counted last", 1.10)]
    [InlineData("1 to 2 s, both ways", 1.10)]
    public void Run_when_half_of_the_quota_is_gone_ends_at_the_new_floor(string latency, double atMost)
    {
        SimulationResult run = RunSimulation.Run(Rows, Scenarios.Service("sliding", 50), Scenarios.Latency(latency));

        double ratio = run.Seconds / Floor(Rows, 50);
        Say(run, ratio);
        Assert.Equal(Rows, run.AcceptedAt.Count);
        Assert.InRange(ratio, 1, atMost);
        Assert.InRange(run.Throttled / (double)run.Sent, 0, 0.05);
    }

    [Theory]
    [CombinatorialRows(
        new[] { "even", "50 at once", "10 at once", "random" },
        new[] { "sliding", "fixed", "fixed, from 7.3 s", "bucket" },
        new[] { "50 ms, counted last", "1 s, counted last", "0.2 to 2 s, counted last", "1 to 2 s, both ways" })]
    public void Run_beside_a_client_that_takes_half_needs_no_more_than_its_half(string other, string service, string latency)
    {
        SimulationResult run = RunSimulation.Run(Rows, Scenarios.Service(service), Scenarios.Latency(latency), Scenarios.Other(other));

        double ratio = run.Seconds / Floor(Rows, 50);
        Say(run, ratio);
        Assert.Equal(Rows, run.AcceptedAt.Count);
        Assert.InRange(ratio, 0.4, 1.10);
        Assert.InRange(run.Throttled / (double)run.Sent, 0, 0.15);
    }

    [Theory]
    [InlineData("50 ms, counted last", 1.06)]
    [InlineData("1 s, counted last", 1.10)]
    [InlineData("0.2 to 2 s, counted last", 1.12)]
    public void Run_uses_a_quota_that_grows_again(string latency, double atMost)
    {
        // One run more or less at the edge of a window decides about a whole window, so several are averaged.
        double[] ratios = new double[5];
        for (int seed = 1; seed <= ratios.Length; seed++)
        {
            SlidingWindowLimiter service = new(now => now is >= 100 and < 400 ? 40 : 100);
            SimulationResult run = RunSimulation.Run(Rows, service, Scenarios.Latency(latency), seed: seed);

            // 500 rows until 100 s, 600 until 400 s, the rest at the full quota.
            ratios[seed - 1] = run.Seconds / (400 + Floor(Rows - 1100, 100));
            Say(run, ratios[seed - 1]);
            Assert.InRange(run.Between(run.Seconds - 101, run.Seconds - 1), 400, 500);
        }

        Assert.InRange(ratios.Average(), 1, atMost);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void Run_very_small_quota_is_found_and_kept(int limit)
    {
        SimulationResult run = RunSimulation.Run(600, new SlidingWindowLimiter(_ => limit), Scenarios.Latency("50 ms, counted last"));

        Say(run, run.Seconds / Floor(600, limit));
        Assert.InRange(run.Seconds / Floor(600, limit), 1, 1.05);
        Assert.InRange(run.Throttled / (double)run.Sent, 0, 0.25);
    }

    [Theory]
    [InlineData("50 ms, counted last")]
    [InlineData("1 s, counted last")]
    [InlineData("0.2 to 2 s, counted last")]
    public void Run_refusals_that_are_not_about_the_quota_do_not_lower_the_rate(string latency)
    {
        SimulationResult run = RunSimulation.Run(Rows, new RandomRefusals(Scenarios.Service("sliding"), 0.05), Scenarios.Latency(latency));

        double ratio = run.Seconds / Floor(Rows, 100);
        Say(run, ratio);
        Assert.InRange(ratio, 1, 1.12);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(7, 1)]
    [InlineData(20, 1)]
    [InlineData(20, 64)]
    public void Run_any_batch_size_and_number_in_flight_reach_the_floor(int batchSize, int places)
    {
        SimulationResult run = RunSimulation.Run(
            2000, Scenarios.Service("sliding"), Scenarios.Latency("50 ms, counted last"), batchSize: batchSize, places: places);

        Say(run, run.Seconds / Floor(2000, 100));
        Assert.Equal(0, run.Throttled);
        Assert.InRange(run.Seconds / Floor(2000, 100), 1, 1.02);
    }

    [Fact]
    public void Run_sudden_fall_of_the_latency_costs_at_most_one_window_of_refusals()
    {
        int sent = 0;
        Latency latency = _ => sent++ < 100 ? (1.98, 2) : (0.05, 0.05);

        SimulationResult run = RunSimulation.Run(Rows, Scenarios.Service("sliding"), latency);

        Say(run, run.Seconds / Floor(Rows, 100));
        Assert.InRange(run.Throttled, 0, 100);
        Assert.InRange(run.Seconds / Floor(Rows, 100), 1, 1.06);
    }

    private static double Floor(int rows, int limit) => 20.0 * ((rows - 1) / limit);

    private static void Say(SimulationResult run, double ratio) => TestContext.Current.TestOutputHelper!.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture, $"{run.Seconds:0.0} s, {ratio:0.0000} of the floor, {run.Throttled} of {run.Sent} answered 429"));
}

using System.Globalization;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>
/// Runs in virtual time under each way in which a service may limit requests, compared with the least time that it allows.
/// </summary>
public sealed class DisciplineTests
{
    [Theory]
    [CombinatorialRows(
        new[] { "fixed", "sliding", "bucket 100", "bucket 50", "bucket 20", "bucket 5", "bucket 1" },
        new[] { 30, 400 },
        new[] { 300, 1000, 2000 },
        new[] { RetryAfterForm.WholeSeconds, RetryAfterForm.Fractional })]
    public void Run_under_100_in_20_s_ends_near_the_floor_with_few_refusals(
        string discipline, int latency, int rows, RetryAfterForm form) =>
        AssertNearFloor(discipline, 100, 20, 100, latency, rows, form);

    [Theory]
    [CombinatorialRows(new[] { "fixed", "sliding", "bucket 25" }, new[] { 30, 400 }, new[] { 300, 1000, 2000 })]
    public void Run_under_25_in_5_s_ends_near_the_floor_with_few_refusals(string discipline, int latency, int rows) =>
        AssertNearFloor(discipline, 25, 5, 100, latency, rows, RetryAfterForm.WholeSeconds);

    [Theory]
    [CombinatorialRows(new[] { "fixed", "sliding", "bucket 50", "bucket 20", "bucket 5", "bucket 1" }, new[] { 10, 50, 200 })]
    public void Run_with_scattered_latencies_ends_near_the_floor_with_few_refusals(string discipline, int scatter)
    {
        double[] ratios = new double[4];
        double[] refused = new double[4];
        for (int seed = 1; seed <= ratios.Length; seed++)
        {
            SimulationResult run = RunSimulation.Run(
                1000,
                Limiter(discipline, 100, 20),
                random =>
                {
                    double before = 0.02 + (random.NextDouble() * scatter / 1000);
                    return (before, before + 0.02);
                },
                seed: seed);
            Assert.Equal((1000, 0), (run.AcceptedAt.Count, run.Failed));
            ratios[seed - 1] = run.Seconds / Floor(discipline, 100, 20, 1000);
            refused[seed - 1] = run.ThrottledLater / (double)run.Sent;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{ratios.Average():0.000} of the floor, {refused.Average():P1} refused after 2 s"));

        // Where no burst at all is allowed, each request must keep the largest scatter as a distance.
        bool hasBurst = discipline != "bucket 1";
        Assert.InRange(ratios.Average(), 1, hasBurst ? 1.10 : 1.15 + (scatter / 200.0));
        Assert.InRange(refused.Average(), 0, hasBurst || scatter <= 50 ? 0.02 : 0.25);
    }

    [Theory]
    [CombinatorialRows(new[] { 30, 400 }, new[] { 1000, 2000 })]
    public void Run_with_1000_in_20_s_configured_under_50_a_second_ends_near_the_floor_with_few_refusals(int latency, int rows) =>
        AssertNearFloor("bucket 50", 1000, 20, 1000, latency, rows, RetryAfterForm.WholeSeconds);

    [Fact]
    public void Run_first_burst_refused_costs_no_more_than_the_wait_and_one_probe()
    {
        SimulationResult run = RunSimulation.Run(300, Limiter("bucket 50", 1000, 20), Steady(400), limit: 1000);

        // The service asks for a second, and the probe takes 0.4 s each way; of these, the bucket is filling for one second only.
        double unavoidable = Floor("bucket 50", 1000, 20, 300) + 0.4 + 0.4 + 1 + 0.4 - 1;
        Assert.InRange(run.Seconds, unavoidable, unavoidable * 1.04);
        Assert.Equal(0, run.ThrottledLater);
    }

    [Theory]
    [CombinatorialRows(new[] { "bucket 50", "bucket 20", "bucket 5", "bucket 1" }, new[] { 30, 400 }, new[] { 0.1, 0.3, 0.5 })]
    public void Run_random_refusals_under_a_small_burst_do_not_lower_the_rate(string discipline, int latency, double share)
    {
        double[] ratios = new double[6];
        for (int seed = 1; seed <= ratios.Length; seed++)
        {
            SimulationResult run = RunSimulation.Run(
                1000, new RandomRefusals(Limiter(discipline, 100, 20), share, seed), Steady(latency), seed: seed);

            Assert.Equal((1000, 0), (run.AcceptedAt.Count, run.Failed));
            ratios[seed - 1] = run.Seconds / Floor(discipline, 100, 20, 1000);
        }

        // Without a burst, what was refused leaves a gap that nothing can fill when the refusal is known only after the next request.
        double unavoidable = discipline == "bucket 1" && latency > 200 ? 1 / (1 - share) : 1;
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"mean {ratios.Average() / unavoidable:0.000}"));
        Assert.InRange(ratios.Average() / unavoidable, 1, share < 0.5 ? 1.3 : 1.5);
    }

    [Theory]
    [InlineData(0.1, 30, 1.15)]
    [InlineData(0.3, 30, 1.3)]
    [InlineData(0.3, 400, 1.3)]
    [InlineData(0.5, 30, 1.3)]
    [InlineData(0.5, 400, 1.5)]
    public void Run_random_refusals_do_not_lower_the_rate(double share, int latency, double atMost)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            SimulationResult run = RunSimulation.Run(
                1000, new RandomRefusals(Limiter("sliding", 100, 20), share, seed), Steady(latency), seed: seed);

            Assert.Equal((1000, 0), (run.AcceptedAt.Count, run.Failed));
            Assert.InRange(run.Seconds / Floor("sliding", 100, 20, 1000), 1, atMost);
        }
    }

    [Theory]
    [InlineData(RetryAfterForm.Missing)]
    [InlineData(RetryAfterForm.AlwaysOne)]
    public void Run_steady_refill_is_found_without_a_correct_wait(RetryAfterForm form)
    {
        SimulationResult run = RunSimulation.Run(1000, Limiter("bucket 20", 100, 20), Steady(30), form: form);

        Assert.InRange(run.Seconds / Floor("bucket 20", 100, 20, 1000), 1, 1.10);
    }

    private static void AssertNearFloor(
        string discipline, int limit, double window, int configured, int latency, int rows, RetryAfterForm form)
    {
        SimulationResult run = RunSimulation.Run(rows, Limiter(discipline, limit, window), Steady(latency), limit: configured, form: form);

        double ratio = run.Seconds / Floor(discipline, limit, window, rows);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Seconds:0.0} s, {ratio:0.000} of the floor, {run.ThrottledLater} of {run.Sent} refused after 2 s"));
        Assert.Equal((rows, 0), (run.AcceptedAt.Count, run.Failed));
        Assert.InRange(ratio, 1, 1.10);
        Assert.InRange(run.ThrottledLater / (double)run.Sent, 0, 0.02);
    }

    private static Latency Steady(int milliseconds) => _ => (milliseconds / 2000.0, milliseconds / 1000.0);

    private static Discipline Of(string discipline, int limit, double window) => Discipline.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{discipline.Replace(' ', ':')}:{limit}/{window}"));

    private static IRequestLimiter Limiter(string discipline, int limit, double window) => Of(discipline, limit, window).CreateLimiter();

    private static double Floor(string discipline, int limit, double window, int rows) => Of(discipline, limit, window).Floor(rows);
}

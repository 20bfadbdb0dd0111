using DeviceStatus.Sandbox;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>The limiters that the tests of the pace and the benchmarks rest on.</summary>
public sealed class LimiterTests
{
    [Theory]
    [InlineData("fixed:100/20", 100, 20, 100)]
    [InlineData("sliding:25/5", 25, 5, 25)]
    [InlineData("bucket:5:100/20", 100, 20, 5)]
    [InlineData("bucket:1:1/0.5", 1, 0.5, 1)]
    public void Parse_reads_limit_window_and_burst(string text, int limit, double window, int burst) =>
        Assert.Equal(new Discipline(text.Split(':')[0], limit, window, burst), Discipline.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("fixed")]
    [InlineData("fixed:100")]
    [InlineData("fixed:0/20")]
    [InlineData("fixed:100/0")]
    [InlineData("bucket:100/20")]
    [InlineData("bucket:x:100/20")]
    [InlineData("leaky:100/20")]
    public void Parse_of_anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => Discipline.Parse(text));

    [Theory]
    [InlineData("fixed:100/20", 100, 0)]
    [InlineData("sliding:100/20", 101, 20)]
    [InlineData("sliding:100/20", 500, 80)]
    [InlineData("bucket:20:100/20", 20, 0)]
    [InlineData("bucket:20:100/20", 120, 20)]
    [InlineData("bucket:20:100/20", 5, 0)]
    public void Floor_is_the_time_from_the_first_request_to_the_last(string text, int requests, double seconds)
    {
        Discipline discipline = Discipline.Parse(text);
        IRequestLimiter limiter = discipline.CreateLimiter();
        double now = 0;
        for (int i = 0; i < requests; i++)
        {
            // Sums of binary fractions may fall short of a whole token by a little.
            while (limiter.Take(now) is { } wait)
            {
                now += Math.Max(wait, 1e-6);
            }
        }

        Assert.Equal(seconds, discipline.Floor(requests));
        Assert.Equal(seconds, now, 3);
    }

    [Fact]
    public void LimiterFaults_counts_writes_from_the_first_and_ignores_reads_and_envelopes()
    {
        VirtualClock clock = new();
        clock.Advance(TimeSpan.FromSeconds(7));
        LimiterFaults faults = new(Discipline.Parse("fixed:1/20").CreateLimiter(), clock: clock);

        Assert.Equal(SandboxFault.None, faults.Choose(new SandboxCall(SandboxCallKind.Request, "GET", "/v1.0/x", null)));
        Assert.Equal(SandboxFault.None, faults.Choose(new SandboxCall(SandboxCallKind.Batch, "POST", "/v1.0/$batch", null)));
        Assert.Equal(SandboxFault.None, faults.Choose(new SandboxCall(SandboxCallKind.BatchItem, "POST", "/x", "1")));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(
            new SandboxFault(SandboxFaultKind.Throttled, "18"),
            faults.Choose(new SandboxCall(SandboxCallKind.Request, "PATCH", "/v1.0/x", null)));
        Assert.Equal(0, faults.RefusedLater);
        clock.Advance(TimeSpan.FromSeconds(1));
        faults.Choose(new SandboxCall(SandboxCallKind.Request, "DELETE", "/v1.0/x", null));

        Assert.Equal(1, faults.RefusedLater);
        Assert.Equal([(0.0, true), (2.0, false), (3.0, false)], faults.Writes);
    }
}

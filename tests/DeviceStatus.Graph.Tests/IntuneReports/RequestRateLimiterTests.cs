using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Tests.Throttling.Simulation;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class RequestRateLimiterTests
{
    [Fact]
    public void WaitAsync_within_the_limit_does_not_wait()
    {
        RequestRateLimiter limiter = new(8, new VirtualClock());
        Assert.All(Enumerable.Range(0, 8), _ => Assert.True(limiter.WaitAsync(CancellationToken.None).IsCompleted));
    }

    [Fact]
    public void WaitAsync_without_a_limit_never_waits()
    {
        RequestRateLimiter limiter = new(0, new VirtualClock());
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(limiter.WaitAsync(CancellationToken.None).IsCompleted));
    }

    [Fact]
    public void WaitAsync_over_the_limit_waits_for_the_window_of_the_first_request()
    {
        VirtualClock clock = new();
        RequestRateLimiter limiter = new(2, clock);
        limiter.WaitAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(10));
        limiter.WaitAsync(CancellationToken.None);
        Task third = limiter.WaitAsync(CancellationToken.None);
        Task fourth = limiter.WaitAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(49));
        Assert.False(third.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(third.IsCompleted);
        Assert.False(fourth.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(fourth.IsCompleted);
    }
}

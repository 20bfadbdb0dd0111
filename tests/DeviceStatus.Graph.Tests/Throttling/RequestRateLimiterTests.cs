using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

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

    [Theory]
    [InlineData("tenant/app", "TENANT/App", 48, 0)]
    [InlineData("tenant/app", "tenant/other", 48, 48)]
    [InlineData("tenant/app", "elsewhere/app", 48, 48)]
    [InlineData("tenant/app/user", "tenant/app/USER", 8, 0)]
    [InlineData("tenant/app/user", "tenant/other/user", 8, 0)]
    [InlineData("tenant/app/user", "tenant/app/another", 8, 8)]
    [InlineData("tenant/app/user", "tenant/app", 8, 40)]
    public void GetReportLimiter_counts_for_tenant_app_and_user(string first, string second, int firstCount, int secondCount)
    {
        PacerRegistry registry = new();
        VirtualClock clock = new();
        Assert.Equal(firstCount, Take(Limiter(registry, first, clock)));
        Assert.Equal(secondCount, Take(Limiter(registry, second, clock)));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Limiter(registry, second, clock).WaitAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void GetReportLimiter_apps_of_one_tenant_stay_within_the_limit_of_the_tenant()
    {
        PacerRegistry registry = new();
        VirtualClock clock = new();
        Assert.Equal([48, 48, 4, 0], new[] { "a", "b", "c", "d" }.Select(app => Take(Limiter(registry, "tenant/" + app, clock))));
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

    private static RequestRateLimiter Limiter(PacerRegistry registry, string name, VirtualClock clock)
    {
        string[] parts = name.Split('/');
        return registry.GetReportLimiter(PaceKey.Of(new Uri("https://graph.example/"), parts[0], parts[1])!.Value, parts.ElementAtOrDefault(2), clock);
    }

    /// <summary>Takes what there is room for now.</summary>
    private static int Take(RequestRateLimiter limiter)
    {
        using CancellationTokenSource end = new();
        int count = 0;
        while (limiter.WaitAsync(end.Token).IsCompleted)
        {
            count++;
        }

        // Otherwise the last one would take its place as soon as there is room.
        end.Cancel();
        return count;
    }
}

using System.Runtime.CompilerServices;
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
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(limiter.WaitAsync(CancellationToken.None).IsCompletedSuccessfully));
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
    public void GetReportLimiter_counts_the_requests_of_a_limiter_in_use_after_ten_minutes_without_another()
    {
        PacerRegistry registry = new();
        VirtualClock clock = new();
        RequestRateLimiter limiter = Limiter(registry, "tenant/app", clock);
        clock.Advance(TimeSpan.FromMinutes(11));
        Limiter(registry, "elsewhere/app", clock);
        GC.Collect();

        Assert.Equal(48, Take(limiter));
        Assert.Equal(0, Take(Limiter(registry, "tenant/app", clock)));
    }

    [Fact]
    public void GetReportLimiter_counts_what_a_closed_connection_sent_shortly_before()
    {
        PacerRegistry registry = new();
        VirtualClock clock = new();
        UseAfter(TimeSpan.FromMinutes(9.9), registry, clock);
        clock.Advance(TimeSpan.FromSeconds(30));
        Limiter(registry, "elsewhere/app", clock);
        GC.Collect();

        Assert.Equal(0, Take(Limiter(registry, "tenant/app", clock)));
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void GetReportLimiter_releases_what_no_connection_used_for_ten_minutes(int seconds, bool isKept)
    {
        PacerRegistry registry = new();
        VirtualClock clock = new();
        WeakReference unused = UseAfter(TimeSpan.FromMinutes(1), registry, clock);
        clock.Advance(TimeSpan.FromSeconds(seconds));
        Limiter(registry, "elsewhere/app", clock);

        Released.Collect(unused);

        Assert.Equal(isKept, unused.IsAlive);
        GC.KeepAlive(registry);
    }

    [Fact]
    public async Task WaitAsync_waits_once_for_the_whole_time_and_at_least_a_millisecond()
    {
        VirtualClock clock = new();
        RequestRateLimiter limiter = new(1, clock);
        await limiter.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(10));
        Task second = limiter.WaitAsync(TestContext.Current.CancellationToken);
        Task third = limiter.WaitAsync(TestContext.Current.CancellationToken);
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(50));
        clock.Advance(TimeSpan.FromSeconds(50));
        await await Task.WhenAny(second, third);
        await clock.WhenDueInAsync(TimeSpan.FromMinutes(1));
        await clock.WhenAloneAsync();

        // A timer has whole milliseconds, so it would be due at once, again and again.
        clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Task fourth = limiter.WaitAsync(TestContext.Current.CancellationToken);
        await clock.WhenDueInAsync(TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMinutes(2));
        await fourth;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAfter(TimeSpan time, PacerRegistry registry, VirtualClock clock)
    {
        RequestRateLimiter limiter = Limiter(registry, "tenant/app", clock);
        clock.Advance(time);
        for (int i = 0; i < 48; i++)
        {
            Assert.True(limiter.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
        }

        return new WeakReference(limiter.Owner);
    }

    private static RequestRateLimiter Limiter(PacerRegistry registry, string name, VirtualClock clock)
    {
        string[] parts = name.Split('/');
        return registry.GetReportLimiter(
            PaceKey.Of(new Uri("https://graph.example/"), parts[0], parts[1])!.Value, parts.ElementAtOrDefault(2), clock);
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

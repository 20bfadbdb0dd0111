using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Pacing;

public sealed class PacerTests
{
    private readonly VirtualClock _clock = new();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_whole_quota_goes_at_once_and_the_next_one_a_window_after_the_first_answer()
    {
        Pacer pacer = new(100, _clock);
        for (int i = 0; i < 5; i++)
        {
            using PacePermit permit = await pacer.AcquireAsync(PaceKind.Write, 20, End);
            Assert.Equal(20, permit.Count);
        }

        Task<PacePermit> next = pacer.AcquireAsync(PaceKind.Write, 20, End).AsTask();
        await _clock.WhenWaitingAsync();
        _clock.Advance(TimeSpan.FromSeconds(19.999));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(20, (await next).Count);
        Assert.InRange(pacer.Waited.TotalSeconds, 19.9, 20.1);
    }

    [Fact]
    public async Task What_is_left_of_the_quota_goes_though_the_batch_is_larger()
    {
        Pacer pacer = new(30, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).Dispose();

        using PacePermit rest = await pacer.AcquireAsync(PaceKind.Write, 20, End);

        Assert.Equal(10, rest.Count);
    }

    [Fact]
    public async Task A_batch_larger_than_the_quota_goes_in_parts_and_never_waits_for_more_than_there_is()
    {
        Pacer pacer = new(3, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).Dispose();

        Task<PacePermit> next = pacer.AcquireAsync(PaceKind.Write, 17, End).AsTask();
        await _clock.WhenWaitingAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(3, (await next).Count);
    }

    [Fact]
    public async Task A_wait_for_quota_ends_at_once_when_it_is_cancelled()
    {
        Pacer pacer = new(1, _clock);
        using PacePermit first = await pacer.AcquireAsync(PaceKind.Write, 1, End);
        using CancellationTokenSource stop = new();
        Task<PacePermit> second = pacer.AcquireAsync(PaceKind.Write, 1, stop.Token).AsTask();
        await _clock.WhenWaitingAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task A_cancelled_caller_takes_no_quota_though_there_is_some()
    {
        Pacer pacer = new(100, _clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pacer.AcquireAsync(PaceKind.Write, 20, new CancellationToken(true)));

        Assert.Equal(100, (await pacer.AcquireAsync(PaceKind.Write, 100, End)).Count);
    }

    [Fact]
    public async Task Two_runs_on_one_connection_share_one_quota_and_both_come_through()
    {
        Pacer pacer = new(100, _clock);
        int granted = 0;
        async Task RunAsync()
        {
            for (int left = 150; left > 0;)
            {
                using PacePermit permit = await pacer.AcquireAsync(PaceKind.Write, Math.Min(left, 20), End);
                Interlocked.Add(ref granted, permit.Count);
                left -= permit.Count;
            }
        }

        Task both = Task.WhenAll(RunAsync(), RunAsync());
        for (int window = 1; !both.IsCompleted; window++)
        {
            await Task.WhenAny(both, _clock.WhenWaitingAsync());
            Assert.InRange(granted, 0, 100 * window);
            _clock.Advance(TimeSpan.FromSeconds(20));
            Assert.InRange(window, 1, 20);
        }

        await both;
        Assert.Equal(300, granted);
    }

    [Fact]
    public async Task Reads_have_a_quota_ten_times_as_large_and_go_on_while_writes_wait()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 100, End)).Dispose();

        using PacePermit reads = await pacer.AcquireAsync(PaceKind.Read, 2000, End);

        Assert.Equal(900, reads.Count);
    }

    [Fact]
    public async Task A_refusal_holds_everything_back_for_as_long_as_the_service_asks()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(10, 10, TimeSpan.FromSeconds(2.128), isExhausted: true);

        Assert.False(pacer.TryAcquire(PaceKind.Read, 1, out _, out TimeSpan wait));

        Assert.Equal(TimeSpan.FromSeconds(2.128), wait);
        Assert.Equal(10, pacer.CurrentWriteLimit);
    }

    [Fact]
    public async Task A_429_among_successes_is_about_that_item_and_slows_nobody_down()
    {
        Pacer pacer = new(100, _clock);

        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(19, 1, TimeSpan.FromSeconds(30), isExhausted: false);

        Assert.Equal(100, pacer.CurrentWriteLimit);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out _, out _));
    }

    [Fact]
    public async Task An_absurd_wait_is_not_obeyed_by_standing_still()
    {
        Pacer pacer = new(100, _clock, TimeSpan.FromMinutes(10));

        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(0, 1, TimeSpan.FromHours(24), isExhausted: true);

        Assert.True(pacer.TryAcquire(PaceKind.Read, 1, out _, out _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 20)]
    [InlineData(10000, 1980)]
    public void The_floor_counts_whole_windows_after_the_first(long writes, double seconds) =>
        Assert.Equal(seconds, new Pacer(100, _clock).MinimumDuration(writes).TotalSeconds);

    [Fact]
    public void Without_pacing_there_is_no_floor_and_no_wait()
    {
        Pacer pacer = new(0, _clock);

        Assert.Equal(TimeSpan.Zero, pacer.MinimumDuration(1_000_000));
        Assert.True(pacer.TryAcquire(PaceKind.Write, 1_000_000, out PacePermit? permit, out _));
        Assert.Equal(1_000_000, permit.Count);
    }
}

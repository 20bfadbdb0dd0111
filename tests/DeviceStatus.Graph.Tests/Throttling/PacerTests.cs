using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class PacerTests
{
    private readonly VirtualClock _clock = new();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAsync_grants_the_whole_quota_and_the_next_one_window_after_the_first_response()
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
    public async Task AcquireAsync_batch_larger_than_the_remaining_quota_gets_the_remainder()
    {
        Pacer pacer = new(30, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).Dispose();

        using PacePermit rest = await pacer.AcquireAsync(PaceKind.Write, 20, End);

        Assert.Equal(10, rest.Count);
    }

    [Fact]
    public async Task AcquireAsync_batch_larger_than_the_quota_is_split()
    {
        Pacer pacer = new(3, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).Dispose();

        Task<PacePermit> next = pacer.AcquireAsync(PaceKind.Write, 17, End).AsTask();
        await _clock.WhenWaitingAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(3, (await next).Count);
    }

    [Fact]
    public async Task AcquireAsync_cancelled_while_it_waits_ends_at_once()
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
    public async Task AcquireAsync_cancelled_before_takes_no_quota()
    {
        Pacer pacer = new(100, _clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pacer.AcquireAsync(PaceKind.Write, 20, new CancellationToken(true)));

        Assert.Equal(100, (await pacer.AcquireAsync(PaceKind.Write, 100, End)).Count);
    }

    [Fact]
    public async Task AcquireAsync_two_runs_share_one_quota_and_both_end()
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
    public async Task AcquireAsync_reads_have_ten_times_the_quota_and_continue_while_writes_wait()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 100, End)).Dispose();

        using PacePermit reads = await pacer.AcquireAsync(PaceKind.Read, 2000, End);

        Assert.Equal(900, reads.Count);
    }

    [Fact]
    public async Task AcquireAsync_after_a_refusal_waits_the_requested_time()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(10, 10, TimeSpan.FromSeconds(2.128)));

        Assert.False(pacer.TryAcquire(PaceKind.Read, 1, out _, out TimeSpan wait));

        Assert.Equal(TimeSpan.FromSeconds(2.128), wait);
        Assert.Equal(10, pacer.CurrentWriteLimit);
    }

    [Fact]
    public async Task AcquireAsync_after_a_pause_sends_one_request_first()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(10, 10, TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? probe, out _));
        bool isSecondFree = pacer.TryAcquire(PaceKind.Read, 1, out _, out _);
        probe.ReportResponse(PaceReport.Batch([204], null));

        Assert.Equal((1, true, false), (probe.Count, probe.IsProbe, isSecondFree));
        Assert.True(pacer.TryAcquire(PaceKind.Read, 20, out PacePermit? next, out _));
        Assert.Equal((20, false), (next.Count, next.IsProbe));
    }

    [Fact]
    public async Task AcquireAsync_probe_without_a_response_delays_others_by_ten_seconds_at_most()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using PacePermit probe = await pacer.AcquireAsync(PaceKind.Read, 1, End);

        Assert.False(pacer.TryAcquire(PaceKind.Read, 1, out _, out TimeSpan wait));
        _clock.Advance(wait);

        Assert.Equal(TimeSpan.FromSeconds(10), wait);
        Assert.True(pacer.TryAcquire(PaceKind.Read, 1, out _, out _));
    }

    [Fact]
    public async Task ReportResponse_refused_probes_without_a_wait_double_the_pause_up_to_four_seconds()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 20, null));
        List<double> waits = [];
        for (int i = 0; i < 4; i++)
        {
            pacer.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait);
            waits.Add(wait.TotalSeconds);
            _clock.Advance(wait);
            (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 1, null));
        }

        Assert.Equal([1, 2, 4, 4], waits);
    }

    [Fact]
    public async Task ReportResponse_429_followed_only_by_other_failures_pauses_the_connection()
    {
        Pacer pacer = new(100, _clock);

        (await pacer.AcquireAsync(PaceKind.Write, 4, End)).ReportResponse(PaceReport.Batch([429, 404, 404, null], TimeSpan.FromSeconds(3)));

        Assert.False(pacer.TryAcquire(PaceKind.Write, 1, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(3), wait);
    }

    [Fact]
    public async Task ReportResponse_success_of_a_request_sent_later_ends_the_pause()
    {
        Pacer pacer = new(100, _clock);
        using PacePermit first = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        using PacePermit second = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        first.ReportResponse(Refused(19, 1, TimeSpan.FromSeconds(30)));

        second.ReportResponse(Refused(20, 0, null));

        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? next, out _));
        Assert.Equal((20, false, 100), (next.Count, next.IsProbe, pacer.CurrentWriteLimit));
    }

    [Fact]
    public async Task ReportResponse_success_of_a_request_sent_earlier_does_not_end_the_pause()
    {
        Pacer pacer = new(100, _clock);
        using PacePermit first = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        using PacePermit second = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        second.ReportResponse(Refused(0, 20, TimeSpan.FromSeconds(30)));

        first.ReportResponse(Refused(20, 0, null));

        Assert.False(pacer.TryAcquire(PaceKind.Write, 20, out _, out _));
    }

    [Fact]
    public async Task CurrentWriteLimit_after_a_refusal_without_a_success_is_not_lowered()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 20, TimeSpan.FromSeconds(15)));
        _clock.Advance(TimeSpan.FromSeconds(15));

        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(1, 0, null));

        Assert.Equal(100, pacer.CurrentWriteLimit);
    }

    [Fact]
    public async Task ReportResponse_success_before_anything_left_the_window_spaces_the_requests()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 100, End)).ReportResponse(Refused(1, 99, TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(1, 0, null));

        Assert.False(pacer.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait));

        // 100 in 20 s are one each 200 ms; 5 % less keeps the distance where no burst is allowed.
        Assert.InRange(wait.TotalSeconds, 0.2, 0.215);
        Assert.Equal(95, pacer.CurrentWriteLimit);
        Assert.InRange(pacer.MinimumDuration(100).TotalSeconds, 20, 21.5);
    }

    [Fact]
    public async Task ReportResponse_429_among_successes_does_not_slow_down_other_requests()
    {
        Pacer pacer = new(100, _clock);

        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(
            PaceReport.Batch([429, .. Enumerable.Repeat<int?>(204, 19)], TimeSpan.FromSeconds(30)));

        Assert.Equal(100, pacer.CurrentWriteLimit);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out _, out _));
    }

    [Fact]
    public async Task ReportResponse_wait_beyond_the_longest_pause_does_not_pause()
    {
        Pacer pacer = new(100, _clock, TimeSpan.FromMinutes(10));

        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromHours(24)));

        Assert.True(pacer.TryAcquire(PaceKind.Read, 1, out _, out _));
    }

    [Fact]
    public async Task MinimumDuration_counts_what_was_sent_already()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 100, End)).Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(15, pacer.MinimumDuration(100).TotalSeconds);
        Assert.Equal(35, pacer.MinimumDuration(101).TotalSeconds);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 20)]
    [InlineData(10000, 1980)]
    public void MinimumDuration_counts_whole_windows_after_the_first(long writes, double seconds) =>
        Assert.Equal(seconds, new Pacer(100, _clock).MinimumDuration(writes).TotalSeconds);

    [Fact]
    public void Pacer_without_pacing_has_no_minimum_duration_and_no_wait()
    {
        Pacer pacer = new(0, _clock);

        Assert.Equal(TimeSpan.Zero, pacer.MinimumDuration(1_000_000));
        Assert.True(pacer.TryAcquire(PaceKind.Write, 1_000_000, out PacePermit? permit, out _));
        Assert.Equal(1_000_000, permit.Count);
    }

    [Fact]
    public void TryAcquire_reads_are_ten_for_each_write_and_never_fewer_than_the_published_number()
    {
        Assert.True(new Pacer(10, _clock).TryAcquire(PaceKind.Read, 5000, out PacePermit? few, out _));
        Assert.True(new Pacer(200, _clock).TryAcquire(PaceKind.Read, 5000, out PacePermit? many, out _));

        Assert.Equal((1000, 2000), (few.Count, many.Count));
    }

    [Fact]
    public async Task TryAcquire_write_also_waits_for_the_quota_of_all_requests()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Read, 1000, End)).Dispose();

        Assert.False(pacer.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    [Fact]
    public async Task ReportResponse_refused_writes_still_count_as_requests()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(
            PaceReport.Batch([429, .. Enumerable.Repeat<int?>(204, 19)], null));

        Assert.True(pacer.TryAcquire(PaceKind.Write, 100, out PacePermit? writes, out _));
        Assert.True(pacer.TryAcquire(PaceKind.Read, 5000, out PacePermit? reads, out _));
        Assert.Equal((81, 1000 - 20 - 81), (writes.Count, reads.Count));
    }

    [Fact]
    public async Task AcquireAsync_quota_of_refused_items_is_available_at_once()
    {
        Pacer pacer = new(20, _clock);
        PacePermit first = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        Task<PacePermit> waiting = pacer.AcquireAsync(PaceKind.Write, 20, End).AsTask();
        await _clock.WhenWaitingAsync();

        first.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(429, 15), .. Enumerable.Repeat<int?>(204, 5)], null));

        Assert.Equal(15, (await waiting).Count);
    }

    [Fact]
    public async Task ReportResponse_second_report_for_a_permit_changes_nothing()
    {
        Pacer pacer = new(100, _clock);
        PacePermit permit = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        permit.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(429, 15), .. Enumerable.Repeat<int?>(204, 5)], null));

        permit.Dispose();

        Assert.True(pacer.TryAcquire(PaceKind.Write, 100, out PacePermit? next, out _));
        Assert.Equal(95, next.Count);
    }

    [Fact]
    public async Task Waited_caller_woken_without_quota_counts_its_whole_wait()
    {
        Pacer pacer = new(10, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 10, End)).Dispose();
        Task<PacePermit> waiting = pacer.AcquireAsync(PaceKind.Write, 10, End).AsTask();
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(5));

        pacer.SetEarlier([]);

        // The timer of the first wait is gone, and only that of the second one is left.
        await _clock.WhenStartedAsync(2);
        await _clock.WhenAloneAsync();
        _clock.Advance(TimeSpan.FromSeconds(15));
        await waiting;
        Assert.Equal(TimeSpan.FromSeconds(20), pacer.Waited);
    }

    [Fact]
    public async Task AcquireAsync_after_a_refused_probe_waits_the_requested_time()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 20, TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 1, TimeSpan.FromSeconds(30)));

        Assert.False(pacer.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(30), wait);
    }

    [Fact]
    public async Task ReportResponse_accepted_probe_ends_the_doubling_of_the_pauses()
    {
        Pacer pacer = new(100, _clock);
        List<double> waits = [];
        foreach (int refused in new[] { 1, 1, 1, 0, 1, 1 })
        {
            pacer.TryAcquire(PaceKind.Read, 1, out PacePermit? permit, out TimeSpan wait);
            waits.Add(wait.TotalSeconds);
            _clock.Advance(wait);
            (permit ?? await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(1 - refused, refused, null));
        }

        pacer.TryAcquire(PaceKind.Read, 1, out _, out TimeSpan last);
        Assert.Equal([0, 1, 2, 4, 0, 1, 2], [.. waits, last.TotalSeconds]);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(204)]
    public async Task ReportResponse_of_another_request_does_not_replace_that_of_the_probe(int status)
    {
        Pacer pacer = new(100, _clock);
        PacePermit early = await pacer.AcquireAsync(PaceKind.Read, 1, End);
        (await pacer.AcquireAsync(PaceKind.Read, 20, End)).ReportResponse(Refused(0, 20, TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using PacePermit probe = await pacer.AcquireAsync(PaceKind.Read, 1, End);

        early.ReportResponse(PaceReport.Batch([status], null));

        Assert.True(probe.IsProbe);
        Assert.False(pacer.TryAcquire(PaceKind.Read, 1, out _, out _));
    }

    [Fact]
    public async Task ReportResponse_late_response_to_a_probe_does_not_end_a_later_pause()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        PacePermit probe = await pacer.AcquireAsync(PaceKind.Read, 1, End);
        _clock.Advance(TimeSpan.FromSeconds(10));
        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromSeconds(5)));

        probe.ReportResponse(PaceReport.Batch([404], null));
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.True(pacer.TryAcquire(PaceKind.Read, 20, out PacePermit? next, out _));
        Assert.Equal((1, true), (next.Count, next.IsProbe));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public async Task ReportResponse_successes_that_a_refill_explains_do_not_end_the_pause(int accepted, bool isFree)
    {
        Pacer pacer = new(100, _clock);
        PacePermit first = await pacer.AcquireAsync(PaceKind.Write, 20, End);
        _clock.Advance(TimeSpan.FromSeconds(2));
        PacePermit second = await pacer.AcquireAsync(PaceKind.Write, 25, End);
        _clock.Advance(TimeSpan.FromSeconds(1));
        first.ReportResponse(Refused(17, 3, TimeSpan.FromSeconds(30)));

        // In two seconds, twice the quota of 100 in 20 s is 20.
        second.ReportResponse(
            PaceReport.Batch([.. Enumerable.Repeat<int?>(204, accepted), .. Enumerable.Repeat<int?>(404, 25 - accepted)], null));

        Assert.Equal(isFree, pacer.TryAcquire(PaceKind.Write, 1, out _, out _));
    }

    [Fact]
    public async Task ReportResponse_stray_refusals_of_a_spaced_quota_give_their_requests_back()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 60, End)).ReportResponse(Refused(40, 20, TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(1, 0, null));
        _clock.Advance(TimeSpan.FromSeconds(30));
        PacePermit permit = await pacer.AcquireAsync(PaceKind.Write, 20, End);

        permit.ReportResponse(PaceReport.Batch([.. Enumerable.Repeat<int?>(429, 3), .. Enumerable.Repeat<int?>(204, 17)], null));

        // The burst was 40, and an eighth is kept as a distance.
        Assert.True(pacer.TryAcquire(PaceKind.Write, 35, out PacePermit? next, out _));
        Assert.Equal(35 - 17, next.Count);
    }

    [Fact]
    public async Task ReportResponse_wait_of_the_longest_pause_pauses()
    {
        Pacer pacer = new(100, _clock, TimeSpan.FromMinutes(10));

        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromMinutes(10)));

        Assert.False(pacer.TryAcquire(PaceKind.Read, 1, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromMinutes(10), wait);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(0, 0)]
    [InlineData(0, null)]
    public async Task AcquireAsync_after_a_refusal_without_a_wait_does_not_wait(int writeLimit, int? retryAfter)
    {
        Pacer pacer = new(writeLimit, _clock);

        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(
            Refused(0, 1, retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null));

        Assert.True(pacer.TryAcquire(PaceKind.Read, 20, out PacePermit? next, out _));
        Assert.Equal((20, false), (next.Count, next.IsProbe));
    }

    [Fact]
    public async Task AcquireAsync_without_pacing_waits_only_for_a_requested_wait()
    {
        Pacer pacer = new(0, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 20, TimeSpan.FromSeconds(3)));
        Assert.False(pacer.TryAcquire(PaceKind.Write, 20, out _, out TimeSpan wait));
        _clock.Advance(wait);
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(0, 1, null));

        Assert.Equal(TimeSpan.FromSeconds(3), wait);
        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? next, out _));
        Assert.Equal((20, false), (next.Count, next.IsProbe));
    }

    [Fact]
    public async Task MinimumDuration_is_at_least_the_pause()
    {
        Pacer pacer = new(100, _clock);
        Assert.Equal(TimeSpan.Zero, pacer.MinimumDuration(10));
        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).ReportResponse(Refused(0, 1, TimeSpan.FromSeconds(30)));

        Assert.Equal(30, pacer.MinimumDuration(10).TotalSeconds);
        Assert.Equal(40, pacer.MinimumDuration(250).TotalSeconds);
        Assert.Equal(TimeSpan.Zero, pacer.MinimumDuration(0));
    }

    [Fact]
    public async Task Idle_is_the_time_since_the_last_request()
    {
        Pacer pacer = new(100, _clock);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), pacer.Idle);
        (await pacer.AcquireAsync(PaceKind.Read, 1, End)).Dispose();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(2), pacer.Idle);
    }

    [Fact]
    public void SetEarlier_counts_for_reads_too_and_replaces_what_was_set()
    {
        Pacer pacer = new(100, _clock);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow(), 700, 0)]);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow(), 950, 0)]);

        Assert.True(pacer.TryAcquire(PaceKind.Read, 100, out PacePermit? permit, out _));
        Assert.Equal(50, permit.Count);
    }

    [Fact]
    public void SetEarlier_time_in_the_future_counts_from_now()
    {
        Pacer pacer = new(100, _clock);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), 100, 100)]);

        Assert.False(pacer.TryAcquire(PaceKind.Write, 1, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    [Fact]
    public async Task SetEarlier_without_requests_lets_waiting_callers_continue()
    {
        Pacer pacer = new(100, _clock);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow(), 100, 100)]);
        Task<PacePermit> waiting = pacer.AcquireAsync(PaceKind.Write, 20, End).AsTask();
        await _clock.WhenWaitingAsync();

        pacer.SetEarlier([]);

        Assert.Equal(20, (await waiting).Count);
    }

    [Fact]
    public void SetEarlier_without_pacing_changes_nothing()
    {
        Pacer pacer = new(0, _clock);
        pacer.SetEarlier([new SentBatch(_clock.GetUtcNow(), 5000, 5000)]);

        Assert.True(pacer.TryAcquire(PaceKind.Write, 20, out PacePermit? permit, out _));
        Assert.Equal(20, permit.Count);
    }

    [Fact]
    public async Task ChangeWriteLimit_discards_the_window_that_was_measured()
    {
        Pacer pacer = new(100, _clock);
        (await pacer.AcquireAsync(PaceKind.Write, 50, End)).ReportResponse(Refused(25, 25, TimeSpan.FromSeconds(5)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        (await pacer.AcquireAsync(PaceKind.Write, 20, End)).ReportResponse(Refused(1, 0, null));
        Assert.Equal(25, pacer.CurrentWriteLimit);
        _clock.Advance(TimeSpan.FromSeconds(20));

        pacer.ChangeWriteLimit(80);
        (await pacer.AcquireAsync(PaceKind.Write, 80, End)).Dispose();

        Assert.False(pacer.TryAcquire(PaceKind.Write, 80, out _, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    private static PaceReport Refused(int accepted, int refused, TimeSpan? retryAfter) =>
        PaceReport.Batch([.. Enumerable.Repeat<int?>(204, accepted), .. Enumerable.Repeat<int?>(429, refused)], retryAfter);
}

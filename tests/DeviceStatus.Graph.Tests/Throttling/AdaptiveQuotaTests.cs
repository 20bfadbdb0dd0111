using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class AdaptiveQuotaTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private readonly VirtualClock _clock = new();
    private readonly AdaptiveQuota _quota;

    public AdaptiveQuotaTests() => _quota = new AdaptiveQuota(100, _clock, new SendLog(Period, _clock));

    private long Now => _clock.GetTimestamp();

    [Fact]
    public void Free_gives_the_whole_quota_and_then_waits_for_a_full_batch()
    {
        Assert.Equal(20, _quota.Free(Now, 20, out _));
        Accept(85);
        Assert.Equal(15, _quota.Free(Now, 15, out TimeSpan wait));
        Assert.Equal(TimeSpan.Zero, wait);

        // Five are missing for a full batch, and they are twenty seconds away: what there is goes.
        Assert.Equal(15, _quota.Free(Now, 20, out _));
        Pass(19.7);
        Assert.Equal(0, _quota.Free(Now, 20, out wait));
        Assert.Equal(0.3, wait.TotalSeconds, 3);
        Pass(0.3);
        Assert.Equal(20, _quota.Free(Now, 20, out _));
    }

    [Fact]
    public void Free_waits_a_millisecond_at_least()
    {
        Accept(100);
        _clock.Advance(Period - TimeSpan.FromTicks(1));

        Assert.Equal(0, _quota.Free(Now, 20, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromMilliseconds(1), wait);
    }

    [Fact]
    public void Free_waits_until_enough_for_the_whole_batch_has_expired()
    {
        Accept(60);
        Pass(5);
        Accept(40);

        Assert.Equal(0, _quota.Free(Now, 60, out TimeSpan wait));
        Assert.Equal(15, wait.TotalSeconds);
        Assert.Equal(0, _quota.Free(Now, 80, out wait));
        Assert.Equal(20, wait.TotalSeconds);
    }

    [Fact]
    public void OnExhausted_short_wait_that_passes_before_anything_expired_is_a_steady_refill()
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.True(_quota.IsSpaced);
        Assert.Equal(98, _quota.Limit);
        Assert.Equal(69 / 4.9, _quota.MinimumDuration(69 + 3).TotalSeconds, 0);
    }

    [Fact]
    public void OnExhausted_long_wait_is_a_smaller_window()
    {
        Accept(60);
        RefuseAndProbe(20, retryAfter: 20, waited: 20);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(60, _quota.Limit);
    }

    [Theory]
    [InlineData(25, 5, 25)]
    [InlineData(24, 5, 25)]
    [InlineData(28, 5, 28)]
    [InlineData(25, 4, 25)]
    [InlineData(50, 10, 50)]
    public void OnExhausted_wait_that_shows_a_shorter_window_of_the_same_rate_sets_it(int accepted, int window, int limit)
    {
        Accept(accepted);
        RefuseAndProbe(20, retryAfter: window, waited: window);

        Assert.False(_quota.IsSpaced);
        Assert.Equal((limit, (double)window), (_quota.Limit, _quota.Log.Period.TotalSeconds));
    }

    [Fact]
    public void OnExhausted_refusals_until_the_probe_with_the_same_end_show_one_window()
    {
        Accept(25);
        SentRequests later = _quota.Take(1);
        Refuse(20, retryAfter: 5);
        Pass(2);
        Refuse(later, retryAfter: 3);
        Pass(3);
        Probe();

        Assert.Equal((25, 5.0), (_quota.Limit, _quota.Log.Period.TotalSeconds));
    }

    [Fact]
    public void OnExhausted_wait_of_one_second_is_no_window_of_one_second()
    {
        Accept(5);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.Equal((true, Period), (_quota.IsSpaced, _quota.Log.Period));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void OnExhausted_wait_for_two_more_requests_of_a_small_quota_is_a_steady_refill(int retryAfter, bool isSpaced)
    {
        // One request in two seconds, rounded up to whole seconds on both sides.
        AdaptiveQuota quota = new(10, _clock, new SendLog(Period, _clock));
        quota.OnResponse(quota.Take(4), 4, Now);
        SentRequests refused = quota.Take(4);
        quota.OnResponse(refused, 0, Now);
        quota.OnExhausted(refused, 4, TimeSpan.FromSeconds(retryAfter));
        Pass(retryAfter);
        quota.OnProbe(Now);
        quota.OnResponse(quota.Take(1), 1, Now);
        quota.OnSuccess(Now);

        Assert.Equal(isSpaced, quota.IsSpaced);
    }

    [Fact]
    public void OnExhausted_refused_probes_are_a_steady_refill_when_the_first_refusal_was()
    {
        Accept(30);
        Refuse(20, retryAfter: 1);
        for (int i = 0; i < 6; i++)
        {
            Pass(1);
            SentRequests probe = _quota.Take(1);
            _quota.OnProbe(Now);
            Refuse(probe, retryAfter: 1);
        }

        Pass(1);
        Probe();

        Assert.True(_quota.IsSpaced);
    }

    [Fact]
    public void OnSuccess_of_a_probe_a_second_before_the_end_of_the_window_shows_no_steady_refill()
    {
        // Waits are rounded to whole seconds, so the first requests may have left the window of the service.
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 19);

        Assert.Equal((30, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 20)]
    public void OnExhausted_refusal_that_a_latency_credit_explains_does_not_lower_the_limit(int retryAfter, int limit)
    {
        for (int i = 0; i < 21; i++)
        {
            SentRequests each = _quota.Take(1);
            Pass(1);
            _quota.OnResponse(each, 1, Now);
        }

        Assert.Equal(100 - 20, _quota.Free(Now, 100, out _));
        Assert.InRange(_quota.Log.Credit.Now.TotalSeconds, 0.4, 0.5);
        Refuse(20, retryAfter);
        Pass(retryAfter);
        Probe();

        Assert.Equal((limit, TimeSpan.Zero), (_quota.Limit, _quota.Log.Credit.Now));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(10)]
    public void OnExhausted_wait_that_fits_no_shorter_window_of_the_rate_keeps_the_period(int accepted)
    {
        Accept(accepted);
        RefuseAndProbe(20, retryAfter: 5, waited: 5);

        Assert.Equal(Period, _quota.Log.Period);
        Assert.Equal(accepted, _quota.Limit);
    }

    [Fact]
    public void OnExhausted_nothing_accepted_does_not_change_the_limit()
    {
        RefuseAndProbe(20, retryAfter: 2, waited: 2);

        Assert.Equal((100, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Fact]
    public void OnExhausted_more_accepted_before_is_another_client_and_no_steady_refill()
    {
        Accept(100);
        Pass(21);
        _quota.Free(Now, 20, out _);
        Accept(50);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(50, _quota.Limit);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void OnExhausted_after_some_time_of_sending_is_no_burst(int seconds)
    {
        Accept(20);
        Pass(seconds);
        Accept(20);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(40, _quota.Limit);
    }

    [Fact]
    public void OnRefusalPassed_success_afterwards_changes_nothing()
    {
        Accept(30);
        Refuse(20, 1);
        Assert.Equal(30, _quota.Limit);
        _quota.OnRefusalPassed();
        _quota.OnSuccess(Now);

        Assert.Equal((100, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OnExhausted_long_wait_of_a_spaced_quota_makes_it_a_window_again(int seconds)
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        Assert.True(_quota.IsSpaced);
        Pass(seconds);

        Refuse(5, 15);

        Assert.False(_quota.IsSpaced);
    }

    [Fact]
    public void OnExhausted_short_wait_of_a_spaced_quota_keeps_it_spaced_at_the_accepted_rate()
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        for (int i = 0; i < 40; i++)
        {
            Pass(0.25);
            Accept(1);
        }

        Refuse(1, 1);

        Assert.True(_quota.IsSpaced);
        Assert.InRange(_quota.Limit, 78, 84);
    }

    [Fact]
    public void OnExhausted_quota_that_proved_to_be_a_window_is_not_spaced_again_for_thirty_periods()
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        Refuse(5, 15);
        Pass(15);
        Probe();
        Assert.False(_quota.IsSpaced);

        RepeatBurst(after: Period * 28);
        Assert.False(_quota.IsSpaced);
        RepeatBurst(after: Period * 2);
        Assert.True(_quota.IsSpaced);
    }

    [Fact]
    public void OnExhausted_spaced_quota_that_becomes_a_window_starts_with_the_configured_quota()
    {
        Accept(60);
        RefuseAndProbe(20, retryAfter: 20, waited: 20);
        Assert.Equal(60, _quota.Limit);
        Pass(21);
        _quota.Free(Now, 1, out _);
        Accept(60);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        Assert.True(_quota.IsSpaced);

        Refuse(5, 15);
        _quota.OnRefusalPassed();

        Assert.Equal((100, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Fact]
    public void OnExhausted_spaced_quota_ignores_refusals_of_earlier_requests()
    {
        Accept(30);
        SentRequests before = _quota.Take(20);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        int limit = _quota.Limit;

        Assert.Null(_quota.OnExhausted(before, 20, TimeSpan.FromSeconds(15)));

        Assert.Equal((limit, true), (_quota.Limit, _quota.IsSpaced));
    }

    [Fact]
    public void MinimumDuration_is_whole_periods_after_what_is_free()
    {
        Assert.Equal(0, _quota.MinimumDuration(100).TotalSeconds);
        Assert.Equal(20, _quota.MinimumDuration(200).TotalSeconds);
        Accept(60);
        Pass(5);
        Assert.Equal(0, _quota.MinimumDuration(40).TotalSeconds);
        Assert.Equal(15, _quota.MinimumDuration(100).TotalSeconds);
        Assert.Equal(35, _quota.MinimumDuration(141).TotalSeconds);
    }

    [Fact]
    public void MinimumDuration_does_not_count_what_has_expired()
    {
        Accept(100);
        Pass(25);

        Assert.Equal(TimeSpan.Zero, _quota.MinimumDuration(100));
    }

    [Fact]
    public void MinimumDuration_of_one_request_more_than_expires_first_waits_for_the_next()
    {
        Accept(10);
        Pass(5);
        Accept(90);

        Assert.Equal(15, _quota.MinimumDuration(10).TotalSeconds);
        Assert.Equal(20, _quota.MinimumDuration(11).TotalSeconds);
    }

    [Fact]
    public void MinimumDuration_after_requests_that_were_all_refused_is_whole_periods()
    {
        Refuse(20, 1);
        Pass(5);

        Assert.Equal(Period, _quota.MinimumDuration(200));
    }

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Accept(int count) => _quota.OnResponse(_quota.Take(count), count, Now);

    private void Refuse(int count, double retryAfter) => Refuse(_quota.Take(count), retryAfter);

    private void Refuse(SentRequests sent, double retryAfter)
    {
        int count = sent.Count;
        _quota.OnResponse(sent, 0, Now);
        _quota.OnExhausted(sent, count, TimeSpan.FromSeconds(retryAfter));
    }

    private void Probe()
    {
        SentRequests probe = _quota.Take(1);
        _quota.OnProbe(Now);
        _quota.OnResponse(probe, 1, Now);
        _quota.OnSuccess(Now);
    }

    /// <summary>As many requests as were ever accepted are accepted together, and the next ones are refused for a second.</summary>
    private void RepeatBurst(TimeSpan after)
    {
        _clock.Advance(after);
        _quota.Free(Now, 1, out _);
        Accept(60);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
    }

    /// <summary>Requests are refused, and after a while a probe is accepted.</summary>
    private void RefuseAndProbe(int count, double retryAfter, double waited)
    {
        Refuse(count, retryAfter);
        Pass(waited);
        Probe();
    }
}

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
    public void Refusal_with_a_short_wait_that_passes_before_anything_expired_is_a_steady_refill()
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.True(_quota.IsSpaced);
        Assert.Equal(98, _quota.Limit);
        Assert.Equal(69 / 4.9, _quota.MinimumDuration(69 + 3).TotalSeconds, 0);
    }

    [Fact]
    public void Refusal_with_a_long_wait_is_a_smaller_window()
    {
        Accept(60);
        RefuseAndProbe(20, retryAfter: 20, waited: 20);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(60, _quota.Limit);
    }

    [Fact]
    public void Refusal_whose_wait_shows_a_shorter_window_of_the_same_rate_takes_it()
    {
        Accept(25);
        RefuseAndProbe(20, retryAfter: 5, waited: 5);

        Assert.False(_quota.IsSpaced);
        Assert.Equal((25, 5.0), (_quota.Limit, _quota.Log.Period.TotalSeconds));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(10)]
    public void Refusal_whose_wait_fits_no_shorter_window_of_the_rate_keeps_the_period(int accepted)
    {
        Accept(accepted);
        RefuseAndProbe(20, retryAfter: 5, waited: 5);

        Assert.Equal(Period, _quota.Log.Period);
        Assert.Equal(accepted, _quota.Limit);
    }

    [Fact]
    public void Refusal_when_nothing_was_accepted_says_nothing_about_the_limit()
    {
        RefuseAndProbe(20, retryAfter: 2, waited: 2);

        Assert.Equal((100, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Fact]
    public void Refusal_when_more_was_accepted_before_is_another_client_and_no_steady_refill()
    {
        Accept(100);
        Pass(21);
        _quota.Free(Now, 20, out _);
        Accept(50);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(50, _quota.Limit);
    }

    [Fact]
    public void Refusal_after_some_time_of_sending_is_no_burst()
    {
        Accept(20);
        Pass(6);
        Accept(20);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);

        Assert.False(_quota.IsSpaced);
        Assert.Equal(40, _quota.Limit);
    }

    [Fact]
    public void Refusal_that_was_passed_changes_nothing()
    {
        Accept(30);
        Refuse(20, 1);
        Assert.Equal(30, _quota.Limit);
        _quota.OnRefusalPassed();
        _quota.OnSuccess(Now);

        Assert.Equal((100, false), (_quota.Limit, _quota.IsSpaced));
    }

    [Fact]
    public void Spaced_quota_that_is_asked_for_a_long_wait_becomes_a_window_again()
    {
        Accept(30);
        RefuseAndProbe(20, retryAfter: 1, waited: 1);
        Assert.True(_quota.IsSpaced);
        Pass(1);

        Refuse(5, 15);

        Assert.False(_quota.IsSpaced);
    }

    [Fact]
    public void Spaced_quota_ignores_refusals_of_what_was_sent_before()
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

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Accept(int count) => _quota.OnResponse(_quota.Take(count), count, Now);

    private void Refuse(int count, double retryAfter)
    {
        SentRequests sent = _quota.Take(count);
        _quota.OnResponse(sent, 0, Now);
        _quota.OnExhausted(sent, count, TimeSpan.FromSeconds(retryAfter));
    }

    /// <summary>Requests are refused, and after a while a probe is accepted.</summary>
    private void RefuseAndProbe(int count, double retryAfter, double waited)
    {
        Refuse(count, retryAfter);
        Pass(waited);
        SentRequests probe = _quota.Take(1);
        _quota.OnProbe(Now);
        _quota.OnResponse(probe, 1, Now);
        _quota.OnSuccess(Now);
    }
}

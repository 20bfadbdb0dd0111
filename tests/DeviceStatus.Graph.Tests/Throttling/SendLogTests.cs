using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class SendLogTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private readonly VirtualClock _clock = new();
    private readonly SendLog _log;

    public SendLogTests() => _log = new SendLog(Period, _clock);

    private long Now => _clock.GetTimestamp();

    [Fact]
    public void Used_counts_from_the_sending_until_a_period_after_the_response()
    {
        SentRequests sent = _log.Add(5);
        Pass(5);
        Assert.Equal((5, true), (Expired(), _log.HasPending));

        _log.OnResponse(sent, 5, Now);
        Pass(19.9);
        Assert.Equal((5, false), (Expired(), _log.HasPending));
        Pass(0.1);
        Assert.Equal(0, Expired());
    }

    [Fact]
    public void HasUnanswered_until_the_last_response_is_true()
    {
        SentRequests first = _log.Add(1);
        SentRequests second = _log.Add(1);
        _log.OnResponse(second, 1, Now);
        Assert.True(_log.HasPending);

        _log.OnResponse(first, 1, Now);
        Assert.False(_log.HasPending);
    }

    [Fact]
    public void OnResponse_removes_refused_requests()
    {
        SentRequests sent = _log.Add(5);
        _log.OnResponse(sent, 2, Now);

        Assert.Equal(2, _log.Used);
    }

    [Fact]
    public void UntilExpired_uses_the_order_of_the_responses()
    {
        SentRequests first = _log.Add(5);
        SentRequests second = _log.Add(3);
        Pass(1);
        _log.OnResponse(second, 3, Now);
        Pass(1);
        _log.OnResponse(first, 5, Now);

        Assert.Equal(19, _log.UntilExpired(Now, 1).TotalSeconds);
        Assert.Equal(19, _log.UntilExpired(Now, 3).TotalSeconds);
        Assert.Equal(20, _log.UntilExpired(Now, 4).TotalSeconds);
        Pass(5);
        Assert.Equal(15, _log.UntilExpired(Now, 8).TotalSeconds);
    }

    [Fact]
    public void UntilExpired_of_what_has_no_response_is_a_whole_period()
    {
        _log.Add(5);
        Pass(7);

        Assert.Equal(Period, _log.UntilExpired(Now, 1));
    }

    [Fact]
    public void AddEarlier_counts_until_a_period_after_its_moment_and_in_its_order()
    {
        _log.OnResponse(_log.Add(1), 1, Now);
        Pass(5);
        _log.AddEarlier(7, Now - Ticks(2));
        _log.AddEarlier(3, Now - Ticks(8));

        Assert.Equal(11, _log.Used);
        Assert.Equal(12, _log.UntilExpired(Now, 3).TotalSeconds);
        Assert.Equal(15, _log.UntilExpired(Now, 4).TotalSeconds);
        Assert.Equal(18, _log.UntilExpired(Now, 5).TotalSeconds);
        Pass(12);
        Assert.Equal(8, Expired());
        Pass(3);
        Assert.Equal(7, Expired());
        Pass(3);
        Assert.Equal(0, Expired());
    }

    [Fact]
    public void RemoveEarlier_keeps_the_own_requests()
    {
        _log.AddEarlier(7, Now);
        _log.Add(2);
        _log.AddEarlier(5, Now);

        _log.RemoveEarlier();

        Assert.Equal(2, _log.Used);
    }

    [Fact]
    public void Entries_are_the_own_requests_from_the_moment_of_their_response()
    {
        _log.AddEarlier(7, Now);
        SentRequests answered = _log.Add(2);
        Pass(1);
        _log.OnResponse(answered, 2, Now);
        long at = Now;
        Pass(1);
        _log.Add(3);

        Assert.Equal([(Now, 3), (at, 2)], _log.Entries(Now).OrderByDescending(entry => entry.At));
    }

    [Fact]
    public void OldestSentAt_is_the_earliest_moment()
    {
        Assert.Null(_log.OldestSentAt);
        SentRequests first = _log.Add(1);
        long at = Now;
        Pass(1);
        SentRequests second = _log.Add(1);
        _log.OnResponse(second, 1, Now);
        _log.OnResponse(first, 1, Now);

        Assert.Equal(at, _log.OldestSentAt);
    }

    [Fact]
    public void LargestBurst_is_the_most_beyond_a_steady_rate()
    {
        Assert.Equal(1, _log.LargestBurst(5));
        _log.Add(10);
        Assert.Equal(10, _log.LargestBurst(5));
        Pass(1);
        _log.Add(3);
        Assert.Equal(10, _log.LargestBurst(5));
        Pass(1);
        _log.Add(9);
        Assert.Equal(12, _log.LargestBurst(5));
        Pass(10);
        _log.Add(11);
        Assert.Equal(12, _log.LargestBurst(5));
    }

    [Fact]
    public void ChangePeriod_applies_to_what_was_sent_before()
    {
        _log.OnResponse(_log.Add(4), 4, Now);
        _log.ChangePeriod(TimeSpan.FromSeconds(5));

        Pass(4.9);
        Assert.Equal((4, 5), (Expired(), (int)_log.Period.TotalSeconds));
        Pass(0.1);
        Assert.Equal(0, Expired());
    }

    private static long Ticks(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private int Expired()
    {
        _log.Expire(Now);
        return _log.Used;
    }
}

using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class WindowLimitTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private readonly VirtualClock _clock = new();
    private readonly SendLog _log;
    private readonly WindowLimit _limit;
    private SentRequests? _sent;

    public WindowLimitTests()
    {
        _log = new SendLog(Period, _clock);
        _limit = new WindowLimit(100, _log, _clock);
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(0, 1)]
    [InlineData(200, 100)]
    public void Shrink_sets_what_was_accepted(int accepted, int value)
    {
        _limit.Shrink(accepted, isTentative: false);

        Assert.Equal((value, 100, false), (_limit.Value, _limit.Configured, _limit.IsTentative));
    }

    [Fact]
    public void RaiseIfDue_without_use_of_the_whole_limit_changes_nothing()
    {
        _limit.Shrink(60, isTentative: false);
        Use(59);

        Assert.Equal(60, Raised());
    }

    [Fact]
    public void RaiseIfDue_tries_what_was_lost_at_once_up_to_a_fifth()
    {
        _limit.Shrink(60, isTentative: false);
        Use(60);

        // What was lost is 40; a fifth of the limit is 12.
        Assert.Equal(72, Raised());
    }

    [Fact]
    public void RaiseIfDue_tries_at_least_a_tenth()
    {
        _limit.Shrink(99, isTentative: false);
        Use(99);

        Assert.Equal(100, Raised());
        _limit.Reset(100);
        _limit.Shrink(98, isTentative: false);
        _limit.Shrink(96, isTentative: false);
        Use(97);
        Assert.Equal(100, Raised());
    }

    [Fact]
    public void RaiseIfDue_trial_that_fails_is_repeated_after_one_two_and_four_periods_by_a_tenth()
    {
        _limit.Shrink(60, isTentative: false);
        Use(60);
        Assert.Equal(72, Raised());
        foreach (int periods in new[] { 1, 2, 4, 4, 5, 6, 7, 8, 9, 10, 10 })
        {
            _limit.Shrink(60, isTentative: false);
            Use(60);
            _clock.Advance((Period * periods) - TimeSpan.FromSeconds(1));
            Use(60);
            Assert.Equal(60, Raised());
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(66, Raised());
        }
    }

    [Fact]
    public void RaiseIfDue_trial_that_nothing_refuses_is_followed_by_one_of_twice_the_size()
    {
        _limit.Shrink(50, isTentative: false);
        Use(50);
        Assert.Equal(60, Raised());
        _clock.Advance(Period - TimeSpan.FromTicks(1));
        Use(60);
        Assert.Equal(60, Raised());
        _clock.Advance(TimeSpan.FromTicks(1));
        Use(60);

        Assert.Equal(80, Raised());
    }

    [Fact]
    public void RaiseIfDue_trial_without_a_refusal_for_a_period_succeeds_although_little_was_sent()
    {
        _limit.Shrink(60, isTentative: false);
        Use(60);
        Assert.Equal(72, Raised());
        _clock.Advance(Period);
        Use(10);
        Assert.Equal(72, Raised());

        // So the next refusal is a first one again, and what was lost is tried at once.
        _limit.Shrink(60, isTentative: false);
        Use(60);
        Assert.Equal(72, Raised());
    }

    [Fact]
    public void RaiseIfDue_trial_that_is_mostly_accepted_counts_as_no_failure()
    {
        _limit.Shrink(50, isTentative: false);
        Use(50);
        Assert.Equal(60, Raised());

        _limit.Shrink(55, isTentative: false);
        Use(55);
        _clock.Advance(Period);
        Use(55);

        Assert.Equal(60, Raised());

        // The next one fails, and is the first that does: it is repeated after one period.
        _limit.Shrink(55, isTentative: false);
        _clock.Advance(Period);
        Use(55);
        Assert.Equal(60, Raised());
    }

    [Fact]
    public void RaiseIfDue_tries_what_was_lost_when_it_is_between_a_tenth_and_a_fifth()
    {
        _limit.Shrink(60, isTentative: false);
        _limit.Shrink(52, isTentative: false);
        Use(52);

        Assert.Equal(60, Raised());
    }

    [Fact]
    public void RaiseIfDue_tentative_limit_doubles_its_step_after_each_success()
    {
        _limit.Shrink(10, isTentative: true);
        Assert.True(_limit.IsTentative);
        List<int> values = [];
        for (int i = 0; i < 7; i++)
        {
            Use(_limit.Value);
            values.Add(Raised());
        }

        Assert.Equal([11, 13, 17, 25, 41, 73, 100], values);
        Assert.False(_limit.IsTentative);
    }

    [Fact]
    public void RaiseIfDue_tentative_limit_waits_for_the_responses()
    {
        _limit.Shrink(10, isTentative: true);
        _log.Add(10);

        Assert.Equal(10, Raised());
    }

    [Fact]
    public void Shrink_after_a_tentative_limit_tries_nothing_for_a_period()
    {
        _limit.Shrink(10, isTentative: true);
        Use(10);
        Raised();
        _limit.Shrink(10, isTentative: false);
        Use(10);
        Assert.Equal(10, Raised());
        _clock.Advance(Period);
        Use(10);

        Assert.Equal(11, Raised());
    }

    [Fact]
    public void Reset_starts_again_with_another_limit()
    {
        _limit.Shrink(10, isTentative: true);

        _limit.Reset(25);

        Assert.Equal((25, 25, false), (_limit.Value, _limit.Configured, _limit.IsTentative));
    }

    private int Raised()
    {
        _limit.RaiseIfDue(_clock.GetTimestamp());
        return _limit.Value;
    }

    /// <summary>Makes the log hold that many answered requests.</summary>
    private void Use(int count)
    {
        if (_sent is not null)
        {
            _log.OnResponse(_sent, 0, _clock.GetTimestamp());
        }

        _log.Expire(_clock.GetTimestamp());
        _sent = _log.Add(count);
        _log.OnResponse(_sent, count, _clock.GetTimestamp());
    }
}

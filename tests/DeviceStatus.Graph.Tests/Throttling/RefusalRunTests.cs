using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Throttling;

public sealed class RefusalRunTests
{
    private readonly VirtualClock _clock = new();
    private readonly Pacer _pacer;
    private readonly RefusalRun _run;
    private long _number;
    private double _refilled;
    private bool _isChance;

    public RefusalRunTests()
    {
        _pacer = new Pacer(100, _clock);
        _run = new RefusalRun(_clock);
    }

    [Fact]
    public void Length_adds_the_refusals_at_the_end_of_each_batch()
    {
        Add(Send(), 10, 5);
        Add(Send(), 0, 20);

        Assert.Equal(25, _run.Length);
    }

    [Fact]
    public void Add_success_sent_after_the_responses_of_the_refusals_removes_them()
    {
        Add(Send(), 10, 10);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Add(Send(), 1, 0);

        Assert.Equal(0, _run.Length);
    }

    [Fact]
    public void Add_success_sent_at_the_moment_of_the_response_removes_them()
    {
        Add(Send(), 10, 10);
        Add(Send(), 1, 0);

        Assert.Equal(0, _run.Length);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 4)]
    public void Add_success_sent_while_they_were_under_way_removes_only_a_few(int refused, int left)
    {
        PacePermit first = Send();
        PacePermit second = Send();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Add(first, 10, refused);
        Add(second, 20, 0);

        Assert.Equal(left, _run.Length);
    }

    [Fact]
    public void Add_success_sent_while_they_were_under_way_removes_as_many_as_chance_explains()
    {
        PacePermit first = Send();
        PacePermit second = Send();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        _isChance = true;
        Add(first, 10, 4);
        Add(second, 20, 0);

        Assert.Equal(0, _run.Length);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 4)]
    public void Add_refusals_of_requests_before_the_latest_success_count_only_when_they_are_many(int refused, int left)
    {
        PacePermit first = Send();
        PacePermit second = Send();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Add(second, 20, 0);
        Add(first, 10, refused);

        Assert.Equal(left, _run.Length);
    }

    [Fact]
    public void Add_success_sent_before_the_refusals_removes_nothing()
    {
        PacePermit first = Send();
        PacePermit second = Send();
        Add(second, 0, 2);
        Add(first, 20, 0);

        Assert.Equal(2, _run.Length);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(4, 0)]
    public void Add_success_that_a_refill_explains_removes_nothing(double refilled, int left)
    {
        Add(Send(), 0, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _refilled = refilled;
        Add(Send(), 5, 0);

        Assert.Equal(left, _run.Length);
    }

    [Fact]
    public void Add_batch_with_successes_and_refusals_counts_its_own_end()
    {
        Add(Send(), 0, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Add(Send(), 3, 2);

        Assert.Equal(2, _run.Length);
    }

    [Fact]
    public void Add_failures_of_another_kind_change_nothing()
    {
        Add(Send(), 0, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Add(Send(), 0, 0);

        Assert.Equal(5, _run.Length);
    }

    [Fact]
    public void Add_failures_of_another_kind_do_not_hide_refusals_of_earlier_requests()
    {
        PacePermit first = Send();
        PacePermit second = Send();
        Add(second, 0, 0);
        Add(first, 10, 2);

        Assert.Equal(2, _run.Length);
    }

    [Fact]
    public void Add_success_that_does_not_remove_many_refusals_does_not_hide_a_few_others()
    {
        PacePermit first = Send();
        PacePermit second = Send();
        PacePermit third = Send();
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Add(first, 0, 10);
        Add(third, 20, 0);
        Add(second, 18, 2);

        Assert.Equal(12, _run.Length);
    }

    private PacePermit Send() => new(_pacer, ++_number, _clock.GetTimestamp(), 20, false, null, null);

    private void Add(PacePermit permit, int succeeded, int refusedAtEnd) =>
        _run.Add(permit, new PaceReport(succeeded, succeeded, refusedAtEnd, refusedAtEnd, null), _ => _refilled, _ => _isChance);
}

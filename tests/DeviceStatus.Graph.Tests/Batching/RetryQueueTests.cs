using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Tests.Throttling.Simulation;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RetryQueueTests
{
    private readonly VirtualClock _clock = new();
    private readonly RetryQueue _queue;
    private long _number;

    public RetryQueueTests() => _queue = new RetryQueue(_clock);

    [Fact]
    public void TakeDue_returns_rows_when_they_are_due_in_that_order()
    {
        RowState late = Add("PATCH", 2);
        RowState early = Add("PATCH", 1);
        Assert.False(_queue.IsEmpty);
        Assert.Null(_queue.TakeDue(20, out TimeSpan? wait));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([early], _queue.TakeDue(20, out wait));
        Assert.Null(wait);
        Assert.Null(_queue.TakeDue(20, out wait));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([late], _queue.TakeDue(20, out _));
        Assert.True(_queue.IsEmpty);
        Assert.Null(_queue.TakeDue(20, out wait));
        Assert.Null(wait);
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(21, 1)]
    public void TakeDue_returns_rows_due_within_twenty_milliseconds_together(int milliseconds, int count)
    {
        Add("PATCH", 1);
        Add("PATCH", 1 + (milliseconds / 1000.0));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(count, _queue.TakeDue(20, out _)!.Count);
    }

    [Fact]
    public void TakeDue_leaves_rows_of_another_kind_and_takes_no_more_than_fit()
    {
        RowState first = Add("PATCH", 0);
        RowState read = Add("GET", 0.001);
        RowState second = Add("PATCH", 0.002);
        RowState third = Add("PATCH", 0.003);

        Assert.Equal([first, second], _queue.TakeDue(2, out _));
        Assert.Null(_queue.TakeDue(2, out TimeSpan? wait));
        Assert.Equal(TimeSpan.FromMilliseconds(1), wait);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([read], _queue.TakeDue(2, out _));
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal([third], _queue.TakeDue(2, out _));
    }

    [Fact]
    public void AddTogether_rows_are_due_at_once_and_TakeAll_takes_every_row()
    {
        RowState one = Row("PATCH");
        RowState two = Row("PATCH");
        _queue.AddTogether([one, two]);
        Assert.Equal(2, _queue.TakeDue(20, out _)!.Count);
        Assert.Empty(_queue.TakeAll());
        RowState later = Add("DELETE", 60);

        Assert.Equal([later], _queue.TakeAll());
        Assert.True(_queue.IsEmpty);
    }

    private RowState Add(string verb, double seconds)
    {
        RowState row = Row(verb);
        _queue.Add(row, TimeSpan.FromSeconds(seconds));
        return row;
    }

    private RowState Row(string verb) =>
        new(new WorkItem(++_number, verb == "GET" ? ReadingHost.List(ReadingHost.FirstPolicy) : Rows.Verb(verb, (int)_number), null));
}

using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ReadAheadLimiterTests
{
    private readonly List<RowState> _resumed = [];
    private int _held;

    [Fact]
    public void HasRoomFor_counts_lists_as_usual_pages_of_a_hundred()
    {
        ReadAheadLimiter limiter = Create(1000);

        Assert.True(limiter.HasRoomFor(10));
        Assert.False(limiter.HasRoomFor(11));
    }

    [Fact]
    public void HasRoomFor_counts_lists_as_the_largest_page_and_what_waits()
    {
        ReadAheadLimiter limiter = Create(1000);
        limiter.OnPageReceived(List(1, limiter), 250, more: true);
        limiter.OnPageReceived(List(2, limiter), 50, more: true);

        Assert.True(limiter.HasRoomFor(4));
        Assert.False(limiter.HasRoomFor(5));
        limiter.OnPageReceived(List(3, limiter), 700, more: false);
        Assert.False(limiter.HasRoomFor(1));
        limiter.OnItemsTaken(1);
        Assert.True(limiter.HasRoomFor(1));
    }

    [Fact]
    public void OnPageReceived_continues_while_there_is_room_and_holds_back_then()
    {
        ReadAheadLimiter limiter = Create(200);
        RowState row = List(1, limiter);

        Assert.True(limiter.OnPageReceived(row, 199, more: true));
        Assert.False(limiter.OnPageReceived(row, 1, more: true));
        Assert.Equal(1, _held);
        Assert.False(limiter.OnPageReceived(List(2, limiter), 1, more: false));
        Assert.Equal(1, _held);
    }

    [Fact]
    public void OnItemsTaken_resumes_in_input_order_as_many_lists_as_there_is_room_for()
    {
        ReadAheadLimiter limiter = Create(300);
        RowState third = List(3, limiter);
        RowState first = List(1, limiter);
        RowState second = List(2, limiter);
        limiter.OnPageReceived(List(9, limiter), 300, more: false);
        Assert.All(new[] { third, first, second }, row => Assert.False(limiter.OnPageReceived(row, 0, more: true)));

        limiter.OnItemsTaken(0);
        Assert.Empty(_resumed);

        // Two pages of the size of the largest would already be more than there is room for.
        limiter.OnItemsTaken(300);
        Assert.Equal([first], _resumed);
        limiter.OnItemsTaken(1);
        Assert.Equal([first, second, third], [.. _resumed, .. Taken(limiter)]);
    }

    [Fact]
    public void SetCurrent_resumes_the_list_that_is_taken_next_without_any_room()
    {
        ReadAheadLimiter limiter = Create(0);
        RowState first = List(1, limiter);
        RowState second = List(2, limiter);
        Assert.False(limiter.OnPageReceived(first, 10, more: true));
        Assert.False(limiter.OnPageReceived(second, 10, more: true));

        limiter.SetCurrent(first);

        Assert.Equal([first], _resumed);
        Assert.True(limiter.OnPageReceived(first, 10, more: true));
        limiter.SetCurrent(second);
        Assert.Equal([first, second], _resumed);
    }

    [Fact]
    public void Release_resumes_every_list_and_holds_back_none()
    {
        ReadAheadLimiter limiter = Create(0);
        RowState first = List(1, limiter);
        RowState second = List(2, limiter);
        limiter.OnPageReceived(first, 10, more: true);
        limiter.OnPageReceived(second, 10, more: true);

        limiter.Release();

        Assert.Equal([first, second], _resumed);
        Assert.True(limiter.OnPageReceived(first, 10, more: true));
    }

    private ReadAheadLimiter Create(int limit) => new(limit, () => _held++, _resumed.Add);

    /// <summary>What is resumed when another object was taken.</summary>
    private List<RowState> Taken(ReadAheadLimiter limiter)
    {
        int before = _resumed.Count;
        limiter.OnItemsTaken(300);
        return _resumed[before..];
    }

    private static RowState List(long number, ReadAheadLimiter limiter) =>
        new(new WorkItem(number, ReadingHost.List(ReadingHost.FirstPolicy), null))
        {
            Pages = new PageStream(limiter, null, new TextCache()),
        };
}

using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Throttling.Simulation;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class CreationLookUpTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private readonly VirtualClock _clock = new();
    private readonly RetryQueue _retries;
    private readonly CreationLookUp _lookUp;
    private long _number;

    public CreationLookUpTests()
    {
        _retries = new RetryQueue(_clock);
        _lookUp = new CreationLookUp(_clock, _retries, Linger);
    }

    [Fact]
    public void CreationLookUp_rows_of_one_collection_share_a_read_that_begins_after_the_linger_time()
    {
        RowState first = Row();
        RowState second = Row();
        _lookUp.Add(first, TimeSpan.Zero);
        _lookUp.Add(second, TimeSpan.Zero);

        Assert.Equal(Linger, UntilNext());
        _clock.Advance(Linger);
        Assert.Equal([first, second], Members(Assert.Single(Due())));
        Assert.True(_retries.IsEmpty);
    }

    [Fact]
    public void CreationLookUp_rows_that_must_wait_share_a_read_although_they_are_added_in_turn()
    {
        RowState[] rows = [Row(), Row(), Row()];
        foreach (RowState row in rows)
        {
            _lookUp.Add(row, TimeSpan.FromSeconds(5));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(UntilNext());
        _clock.Advance(Linger);
        Assert.Equal(rows, Members(Assert.Single(Due())));
        Assert.True(_retries.IsEmpty);
    }

    [Fact]
    public void CreationLookUp_each_collection_has_its_own_read()
    {
        RowState ios = Row();
        StatusChange change = new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Create, Rows.Policy, null);
        change.Set("deviceDisplayName", "device");
        RowState other = new(new WorkItem(++_number, RequestBuilder.Build(change), null));
        _lookUp.Add(ios, TimeSpan.Zero);
        _lookUp.Add(other, TimeSpan.Zero);
        _clock.Advance(Linger);

        Assert.Equal([[ios], [other]], Due().Concat(Due()).Select(Members).OrderBy(static rows => rows[0].Number));
    }

    [Fact]
    public void CreationLookUp_late_rows_wait_for_one_more_read_that_begins_when_the_first_has_ended()
    {
        _lookUp.Add(Row(), TimeSpan.Zero);
        _clock.Advance(Linger);
        CollectionScan first = Assert.Single(Due()).Scan!;
        first.Close();
        RowState late = Row();
        RowState later = Row();
        _lookUp.Add(late, TimeSpan.Zero);
        _lookUp.Add(later, TimeSpan.Zero);
        Assert.True(_retries.IsEmpty);
        _clock.Advance(TimeSpan.FromSeconds(3));

        _lookUp.OnCompleted(first);

        RowState next = Assert.Single(Due());
        Assert.Equal([late, later], Members(next));
        _lookUp.OnCompleted(next.Scan!);
        Assert.True(_retries.IsEmpty);
    }

    [Fact]
    public void CreationLookUp_rows_that_wait_longer_than_the_read_begin_the_next_when_the_last_may()
    {
        _lookUp.Add(Row(), TimeSpan.Zero);
        RowState second = Row();
        RowState third = Row();
        _lookUp.Add(second, TimeSpan.FromSeconds(10));
        _lookUp.Add(third, TimeSpan.FromSeconds(4));
        _clock.Advance(Linger);
        RowState reader = Assert.Single(Due());
        Assert.Single(Members(reader));

        _lookUp.OnCompleted(reader.Scan!);

        Assert.Equal(TimeSpan.FromSeconds(9), UntilNext());
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([second, third], Members(Assert.Single(Due())));
    }

    [Fact]
    public void CreationLookUp_read_that_was_due_before_the_first_has_ended_also_serves_rows_that_come_then()
    {
        _lookUp.Add(Row(), TimeSpan.Zero);
        RowState second = Row();
        _lookUp.Add(second, TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(30));
        CollectionScan first = Assert.Single(Due()).Scan!;
        first.Close();
        _lookUp.OnCompleted(first);
        RowState third = Row();

        _lookUp.Add(third, TimeSpan.Zero);

        Assert.Equal([second, third], Members(Assert.Single(Due())));
    }

    private static List<RowState> Members(RowState reader) => reader.Scan!.Rows.ConvertAll(static row => row.State);

    private RowState Row() => new(new WorkItem(++_number, Rows.Post(), null));

    private List<RowState> Due() => _retries.TakeDue(20, out _) ?? [];

    private TimeSpan? UntilNext()
    {
        Assert.Null(_retries.TakeDue(20, out TimeSpan? wait));
        return wait;
    }
}

using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ErrorLimitTests
{
    private readonly List<string> _stops = [];

    [Fact]
    public void StopIfReached_stops_every_executor_once_when_the_limit_is_reached()
    {
        ErrorLimit limit = new(2);
        limit.Register(_stops.Add);
        limit.Register(reason => _stops.Add("other: " + reason));
        limit.Add();
        limit.StopIfReached();
        Assert.Null(limit.Reason);
        Assert.Empty(_stops);

        limit.Add();
        Assert.Empty(_stops);
        limit.StopIfReached();
        limit.StopIfReached();

        const string Reason = "2 rows failed, which is the limit of -MaxErrors";
        Assert.Equal([Reason, "other: " + Reason], _stops);
        Assert.Equal(Reason, limit.Reason);
    }

    [Fact]
    public void Add_rows_beyond_the_limit_keep_the_reason()
    {
        ErrorLimit limit = new(1);
        limit.Add();
        limit.Add();

        Assert.Equal("1 rows failed, which is the limit of -MaxErrors", limit.Reason);
    }

    [Fact]
    public void Register_executor_that_comes_after_the_limit_was_reached_is_stopped_at_once()
    {
        ErrorLimit limit = new(1);
        limit.Add();

        limit.Register(_stops.Add);

        Assert.Single(_stops);
    }
}

using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class WorkItemTests
{
    [Fact]
    public void Constructor_missing_request_or_failure_is_refused()
    {
        Assert.Throws<ArgumentNullException>("request", static () => new WorkItem(1, (GraphRequest)null!, null));
        Assert.Throws<ArgumentNullException>("checkFailure", static () => new WorkItem(1, (GraphFailure)null!, null));
    }

    [Fact]
    public void CreateDone_row_changes_nothing_and_keeps_its_input()
    {
        WorkItem item = WorkItem.CreateDone(7, "input");

        Assert.Equal((7, "input", true, null, null), (item.Number, item.Input, item.IsUnchanged, item.Request, item.CheckFailure));
        Assert.False(new WorkItem(1, Rows.Patch("a"), null).IsUnchanged);
    }
}

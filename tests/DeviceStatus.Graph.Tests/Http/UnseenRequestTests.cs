using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>No request leaves without the engine's knowledge.</summary>
public sealed class UnseenRequestTests
{
    [Fact]
    public async Task Delete_whose_connection_is_closed_is_done_and_sent_once()
    {
        await using ClosingServer server = new();
        using GraphClient client = Rows.Connect(server.BaseAddress);
        await using BatchExecutor executor = new(client, new BatchOptions { BatchSize = 1, ThrottleLimit = 2 });
        for (int i = 0; i < 12; i++)
        {
            executor.TryPost(new WorkItem(i + 1, Rows.Delete("i" + i), null));
        }

        executor.Complete();
        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal(12, server.Requests.Count(request => request.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.Equal(executor.Statistics.Requests, server.Requests.Count);
    }
}

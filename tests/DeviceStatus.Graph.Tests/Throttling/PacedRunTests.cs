using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;

namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>The real writer against the real sandbox over HTTP, both on a clock that runs fast.</summary>
public sealed class PacedRunTests
{
    [Fact]
    public async Task BatchExecutor_paced_against_a_service_with_a_quota_is_never_refused()
    {
        FastClock clock = new(20);
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                RecordLast = 0,
                Sandbox = new SandboxOptions { WriteLimit = 100, Latency = TimeSpan.FromMilliseconds(50), TimeProvider = clock },
            },
            TestContext.Current.CancellationToken);
        using GraphClient client = Rows.Connect(server.BaseAddress, writeLimit: 100, clock: clock);
        await using BatchExecutor writer = new(client, new BatchOptions());
        for (int i = 1; i <= 300; i++)
        {
            writer.TryPost(new WorkItem(i, Rows.Verb("POST", i), null));
        }

        writer.Complete();
        List<RowResult> rows = [];
        await Rows.DrainAsync(writer, rows);

        Rows.AssertOnce(rows, 300);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal(0, server.Graph.Statistics.Throttled);
        Assert.Equal((15, 0), (writer.Statistics.Batches, writer.Statistics.Throttled));
        Assert.InRange(writer.Statistics.Duration.TotalSeconds, 40, 80);
        Assert.InRange(writer.Statistics.QuotaWait.TotalSeconds, 35, 80);
    }
}

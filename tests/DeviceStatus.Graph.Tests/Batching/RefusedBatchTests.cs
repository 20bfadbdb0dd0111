using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Batches that the service, or something before it, refuses as a whole.</summary>
public sealed class RefusedBatchTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    public async Task Batch_too_large_is_split_and_every_row_is_done(string? contentType)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        List<long> lengths = [];
        store.Whole = async (context, isDone) =>
        {
            if (isDone || context.Request.ContentLength < 1500)
            {
                return false;
            }

            lengths.Add(context.Request.ContentLength!.Value);
            await BatchServer.SendAsync(
                context, 413, contentType, contentType is null ? string.Empty : BatchServer.Error("RequestEntityTooLarge").ToString());
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 200).Select(i => Rows.Post(null, "n" + i)), new BatchOptions { ThrottleLimit = 1 });

        Assert.Equal("Done 200", Rows.Summary(rows));
        Assert.Equal(200, store.Created);

        // The limit is learnt: only the first batches are refused.
        Assert.InRange(lengths.Count, 1, 4);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Batch_refused_as_a_whole_is_sent_row_by_row(int status)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Whole = async (context, isDone) =>
        {
            if (isDone || !context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal))
            {
                return false;
            }

            await BatchServer.SendAsync(context, status, "application/json", BatchServer.Error("BadRequest").ToString());
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 40).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal("Done 40", Rows.Summary(rows));
        Assert.Equal(40, store.Created);
    }

    [Fact]
    public async Task Batch_with_a_broken_brotli_body_leaves_the_rows_in_doubt()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        int calls = 0;
        store.Whole = async (context, isDone) =>
        {
            if (!isDone || Interlocked.Increment(ref calls) > 1)
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "br";
            await context.Response.Body.WriteAsync(new byte[] { 0xff, 0x12, 0x99, 0x3c, 0x07, 0x55, 0xaa, 0x01 });
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 3).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal("Unknown 3", Rows.Summary(rows));
        Assert.Equal(3, store.Created);
    }

    [Fact]
    public async Task Retry_After_date_is_compared_with_the_clock_of_the_service()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        DateTimeOffset serviceTime = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int calls = 0;
        server.Whole = async (context, _) =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return false;
            }

            context.Response.Headers.Date = serviceTime.ToString("R", CultureInfo.InvariantCulture);
            await BatchServer.SendAsync(
                context, 429, "application/json", BatchServer.Error("TooManyRequests").ToString(),
                ("Retry-After", serviceTime.AddSeconds(1).ToString("R", CultureInfo.InvariantCulture)));
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);
        long began = TimeProvider.System.GetTimestamp();

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post("a")]));

        Assert.Equal(RowOutcome.Done, row.Outcome);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0.9, 15);
    }

    [Fact]
    public async Task Dispose_of_the_client_during_a_run_ends_every_row_with_the_reason()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        Task arrived = server.HoldRequests();
        GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor executor = new(client, new BatchOptions { ThrottleLimit = 1 });
        for (int i = 0; i < 60; i++)
        {
            executor.TryPost(new WorkItem(i + 1, Rows.Verb("POST", i), null));
        }

        executor.Complete();
        await arrived;
        client.Dispose();
        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);

        Assert.Equal("NotSent 40, Unknown 20", Rows.Summary(rows));
        Assert.All(rows, row => Assert.Contains("Disconnect-DeviceStatus", row.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task BatchExecutor_many_short_runs_with_a_short_linger_time_all_end()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        for (int i = 0; i < 300; i++)
        {
            await using BatchExecutor executor = new(client, new BatchOptions { Linger = TimeSpan.FromMilliseconds(1) });
            executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));
            executor.TryPost(new WorkItem(2, Rows.Patch("b"), null));
            if (i % 2 == 0)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            executor.Complete();
            List<RowResult> rows = [];
            await Rows.DrainAsync(executor, rows).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal(2, rows.Count);
        }
    }

    [Fact]
    public async Task TryPost_while_rows_wait_for_another_attempt_never_throws()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        int calls = 0;
        server.Item = call => Interlocked.Increment(ref calls) % 50 == 0
            ? new(503, BatchServer.Error("TooManyRequests"), "0.002")
            : new(204);
        server.Whole = async (_, _) =>
        {
            await Task.Delay(Random.Shared.Next(100) == 0 ? 50 : 0);
            return false;
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 10_000).Select(i => Rows.Verb("PATCH", i)));

        Assert.Equal("Done 10000", Rows.Summary(rows));
    }
}

using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Tests.Throttling.Simulation;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class StopTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_requests_in_flight_are_awaited_and_the_rest_is_not_sent()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        TaskCompletionSource arrived = New(), mayAnswer = New();
        server.Whole = async (_, _) =>
        {
            arrived.TrySetResult();
            await mayAnswer.Task;
            return false;
        };
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions { ThrottleLimit = 1, StopGrace = TimeSpan.FromMinutes(5) });
        Post(writer, 50);
        await arrived.Task;

        Task stopped = writer.StopAsync("the test says so");
        Assert.False(stopped.IsCompleted);
        mayAnswer.SetResult();
        await stopped;

        List<RowResult> rows = await TakeAsync(writer, 50);
        Assert.Equal("Done 20, NotSent 30", Rows.Summary(rows));
        Assert.Contains("the test says so", rows[^1].Failure!.Message, StringComparison.Ordinal);
        Assert.Single(server.Sizes);
    }

    [Fact]
    public async Task Stop_requests_in_flight_are_cancelled_after_the_grace_and_are_unknown()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        TaskCompletionSource arrived = New(), gone = New();
        server.Whole = async (context, _) =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            arrived.TrySetResult();
            await gone.Task;
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions { ThrottleLimit = 1, StopGrace = TimeSpan.FromMilliseconds(10) });
        Post(writer, 50);
        await arrived.Task;

        await writer.StopAsync("the test says so");

        List<RowResult> rows = await TakeAsync(writer, 50);
        Assert.Equal("NotSent 30, Unknown 20", Rows.Summary(rows));
        Assert.Equal(GraphErrorId.OutcomeUnknown, rows[0].Failure!.ErrorId);
        await gone.Task.WaitAsync(End);
    }

    [Fact]
    public async Task Stop_rows_that_wait_for_quota_end_as_not_sent_at_once()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, writeLimit: 20, clock: clock);
        await using BatchExecutor writer = new(client, new BatchOptions());
        Post(writer, 60);
        List<RowResult> rows = [];
        while (rows.Count < 20)
        {
            await writer.WaitAsync(Timeout.InfiniteTimeSpan, End);
            Rows.Take(writer, rows);
        }

        await writer.StopAsync("the test says so");

        await Rows.DrainAsync(writer, rows);
        Rows.AssertOnce(rows, 60);
        Assert.Equal("Done 20, NotSent 40", Rows.Summary(rows));
        Assert.False(writer.Statistics.IsWaiting);
    }

    [Fact]
    public async Task Stop_rows_that_wait_for_a_retry_report_their_refusal()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Method == "PATCH" ? new(504) : new(429, BatchServer.Error("TooManyRequests"), "60");
        using GraphClient client = Rows.Connect(
            server.Http, new RetryPolicy { BaseDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromMinutes(1) });
        await using BatchExecutor writer = new(client, new BatchOptions());
        writer.TryPost(new WorkItem(1, Rows.Post("a"), null));
        writer.TryPost(new WorkItem(2, Rows.Patch("b"), null));
        writer.Complete();
        while (writer.Statistics.Retries < 2)
        {
            await writer.WaitAsync(TimeSpan.FromMilliseconds(5), End);
        }

        await writer.StopAsync("the test says so");

        List<RowResult> rows = await TakeAsync(writer, 2);
        Assert.Equal(
            (RowOutcome.NotSent, GraphErrorId.NotSent, 429), (rows[0].Outcome, rows[0].Failure!.ErrorId, rows[0].Failure!.StatusCode));
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (rows[1].Outcome, rows[1].Failure!.ErrorId));
    }

    [Fact]
    public async Task TimeBudget_stops_the_run_and_later_rows_are_not_sent()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);
        await using BatchExecutor writer = new(client, new BatchOptions { TimeBudget = TimeSpan.FromMinutes(5) });
        Post(writer, 20, complete: false);
        List<RowResult> rows = [];
        await Rows.DrainAsync(writer, rows);

        clock.Advance(TimeSpan.FromMinutes(5));
        writer.TryPost(new WorkItem(21, Rows.Patch("late"), null));
        writer.Complete();
        await Rows.DrainAsync(writer, rows);

        Rows.AssertOnce(rows, 21);
        Assert.Equal("Done 20, NotSent 1", Rows.Summary(rows));
        Assert.Contains("time budget of 00:05:00", rows[20].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TimeBudget_longer_than_any_timer_does_not_stop_the_run()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http, timeout: TimeSpan.MaxValue);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Patch("a")], new BatchOptions { TimeBudget = TimeSpan.MaxValue });

        Assert.Equal(RowOutcome.Done, rows[0].Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(137)]
    public async Task DisposeAsync_at_any_point_leaves_every_row_with_an_outcome_and_nothing_running(int posted)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        int running = 0;
        server.Whole = async (_, _) =>
        {
            Interlocked.Increment(ref running);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return false;
        };
        using GraphClient client = Rows.Connect(server.Http);
        BatchExecutor writer = new(client, new BatchOptions { ThrottleLimit = 2 });
        Post(writer, posted, complete: false);

        await writer.DisposeAsync();

        List<RowResult> rows = [];
        Rows.Take(writer, rows);
        Rows.AssertOnce(rows, posted);
        int calls = server.Calls.Count;
        Assert.Equal(0, running);
        Assert.Equal(calls, rows.Count(row => row.Outcome == RowOutcome.Done));
        Assert.All(rows, row => Assert.True(row.Outcome is RowOutcome.Done or RowOutcome.NotSent));
        Assert.Equal(posted, writer.Statistics.Completed);
    }

    [Fact]
    public async Task ReadAsync_cancelled_ends_at_once()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        _ = server.HoldRequests();
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions { StopGrace = TimeSpan.Zero });
        Post(writer, 1);
        using CancellationTokenSource stop = new();
        Task waiting = writer.WaitAsync(Timeout.InfiniteTimeSpan, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Post(BatchExecutor writer, int count, bool complete = true)
    {
        for (int i = 1; i <= count; i++)
        {
            writer.TryPost(new WorkItem(i, Rows.Verb("PATCH", i), null));
        }

        if (complete)
        {
            writer.Complete();
        }
    }

    private static async Task<List<RowResult>> TakeAsync(BatchExecutor writer, int count)
    {
        List<RowResult> rows = [];
        await Rows.DrainAsync(writer, rows);
        Rows.AssertOnce(rows, count);
        return rows;
    }
}

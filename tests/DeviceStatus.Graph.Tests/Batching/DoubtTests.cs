using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Writes that may or may not have been done.</summary>
public sealed class DoubtTests
{
    private static readonly ItemAnswer ServiceTimeout = new(503, BatchServer.Error("CancelledOnServiceTimeout"));
    private static readonly ItemAnswer ProxyPage = new(404);

    [Theory]
    [InlineData(null)]
    [InlineData("0.01")]
    public async Task Post_that_was_done_with_response_503_is_not_sent_again(string? retryAfter)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = call => call is { Method: "POST", Attempt: 1 } ? ServiceTimeout with { RetryAfter = retryAfter } : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal(20, store.Created);
        Assert.All(rows, row => Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId)));
    }

    [Fact]
    public async Task Post_with_id_that_was_done_with_response_503_is_found_and_done()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = call => call is { Method: "POST", Attempt: 1 } ? ServiceTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Post("id" + i, "n" + i)));

        Assert.Equal(20, store.Created);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal(20, store.Calls.Count(call => call.Method == "POST"));
    }

    [Fact]
    public async Task Post_throttled_with_503_and_Retry_After_is_sent_again()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = call => call is { Method: "POST", Attempt: 1 } ? new(503, BatchServer.Error("TooManyRequests"), "0.01") : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal(20, store.Created);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
    }

    [Fact]
    public async Task Post_in_doubt_whose_object_has_other_values_fails()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("a", "other");
        store.Before = call => call is { Method: "POST", Attempt: 1 } ? new(504) : null;
        using GraphClient client = Rows.Connect(store.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post("a", "mine")]));

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Conflict), (row.Outcome, row.Failure!.ErrorId));
        Assert.Equal("other", store.NameOf("a"));
    }

    [Fact]
    public async Task Post_in_doubt_not_found_is_sent_again_only_where_the_service_keeps_ids()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = call => call is { Method: "POST", Attempt: 1 } && !store.Objects.ContainsKey("first") && store.Calls.Count > 1
            ? new(504)
            : null;
        using GraphClient client = Rows.Connect(store.Http);
        await using BatchExecutor writer = new(client, new BatchOptions());
        List<RowResult> rows = [];

        // The first row shows that the service creates objects with the ids that it is given.
        writer.TryPost(new WorkItem(1, Rows.Post("first"), null));
        await Rows.DrainAsync(writer, rows);
        store.Before = call => call is { Method: "POST", Attempt: 1 } ? new(504) : null;
        writer.TryPost(new WorkItem(2, Rows.Post("second"), null));
        writer.Complete();
        await Rows.DrainAsync(writer, rows);
        Assert.Equal("Done 2", Rows.Summary(rows));

        // A run without that evidence does not risk a second object.
        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post("third")]));
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId));
        Assert.Equal(2, store.Created);
    }

    [Fact]
    public async Task Post_in_doubt_whose_object_appears_late_is_done()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call is { Method: "GET", Attempt: <= 2 } ? new(404, BatchServer.Error("NotFound")) : null;
        store.After = static call => call.Method == "POST" ? new(504) : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Post("a")]);

        Assert.Equal("Done 1", Rows.Summary(rows));
        Assert.Equal(1, store.Created);
    }

    [Fact]
    public async Task Post_in_doubt_is_sent_again_when_another_row_shows_meanwhile_that_the_service_keeps_ids()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        TaskCompletionSource firstArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource secondAbsent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource firstTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int posts = 0;
        int reads = 0;
        store.Before = static call => call is { Method: "POST", Attempt: 1 } && call.Body.Contains("second", StringComparison.Ordinal)
            ? new(504)
            : null;
        store.Whole = async (context, isAfter) =>
        {
            if (isAfter)
            {
                return false;
            }

            if (context.Request.Method == "POST" && Interlocked.Increment(ref posts) == 1)
            {
                firstArrived.TrySetResult();
                await secondAbsent.Task;
            }
            else if (context.Request.Method == "GET" && Interlocked.Increment(ref reads) == 2)
            {
                secondAbsent.TrySetResult();
                await firstTaken.Task;
            }

            return false;
        };
        using GraphClient client = Rows.Connect(store.Http);
        await using BatchExecutor executor = new(client, new BatchOptions { BatchSize = 1, Linger = TimeSpan.Zero });
        List<RowResult> rows = [];
        executor.TryPost(new WorkItem(1, Rows.Post("first"), null));
        await firstArrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        executor.TryPost(new WorkItem(2, Rows.Post("second"), null));
        executor.Complete();
        while (rows.Count == 0)
        {
            await executor.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
            Rows.Take(executor, rows);
        }

        firstTaken.TrySetResult();
        await Rows.DrainAsync(executor, rows);

        Assert.Equal("Done 2", Rows.Summary(rows));
        Assert.Equal(2, store.Created);
    }

    [Fact]
    public async Task Stop_row_in_doubt_says_what_the_response_was()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call.Method == "PATCH" ? new(503, BatchServer.Error("ServiceUnavailable")) : new(404);
        using GraphClient client = Rows.Connect(store.Http);
        TimeSpan hour = TimeSpan.FromHours(1);
        RetryPolicy retry = new() { BaseDelay = hour, MaxDelay = hour, MaxTotalDelay = TimeSpan.FromDays(1) };
        await using BatchExecutor executor = new(client, new BatchOptions { Linger = TimeSpan.Zero, Retry = retry });
        List<RowResult> rows = [];
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));
        while (executor.Statistics.Retries == 0)
        {
            await executor.WaitAsync(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        }

        await executor.StopAsync("the test stops the run");
        await Rows.DrainAsync(executor, rows);

        Assert.Contains(
            "was sent, but the response was 503 ServiceUnavailable", Assert.Single(rows).Failure!.Message, StringComparison.Ordinal);
        Assert.EndsWith("It was not sent again: the test stops the run.", rows[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_that_was_done_with_response_504_is_not_sent_again()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        foreach (int i in Enumerable.Range(0, 20))
        {
            store.Add("i" + i.ToString(CultureInfo.InvariantCulture), "before");
        }

        store.After = call => call.Method == "PATCH" ? new(504) : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Patch("i" + i, "after")));

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal(20, store.Calls.Count(call => call.Method == "PATCH"));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Post_in_doubt_then_page_of_a_proxy_stays_in_doubt(string verb)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("i1", "before");
        store.Add("i2", "before");
        int calls = 0;
        store.Whole = async (context, isDone) =>
        {
            if (isDone)
            {
                return false;
            }

            // The first request is lost, and a proxy answers the others.
            if (Interlocked.Increment(ref calls) == 1)
            {
                context.Abort();
                return true;
            }

            await BatchServer.SendAsync(context, 404, "text/html", "<html>not found</html>");
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Verb(verb, 1), Rows.Verb(verb, 2)]);

        Assert.All(rows, row => Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId)));
        Assert.Equal(2, store.Objects.Count);
    }

    [Fact]
    public async Task Post_in_doubt_then_item_without_an_error_body_stays_in_doubt()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("i1", "before");
        store.Add("i2", "before");
        store.Before = call => call is { Method: "DELETE", Attempt: 1 } ? new(504) : ProxyPage;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Delete("i1"), Rows.Delete("i2")]);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Unknown, row.Outcome));
    }

    [Fact]
    public async Task RowResult_of_an_unknown_row_says_once_what_the_response_was()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = _ => new(502, BatchServer.Error("BadGateway"));
        using GraphClient client = Rows.Connect(store.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post(null, "x")]));

        Assert.Equal(
            "POST /v1.0/deviceManagement/iosUpdateStatuses was sent, but the response was 502 BadGateway: BadGateway.",
            row.Failure!.Message);
        Assert.Equal((GraphErrorId.OutcomeUnknown, 502), (row.Failure.ErrorId, row.Failure.StatusCode));
    }
}

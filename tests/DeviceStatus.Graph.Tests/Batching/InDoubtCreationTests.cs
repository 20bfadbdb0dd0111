using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Journal;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>POSTs without an id whose response was lost, when the user asks to settle them.</summary>
public sealed class InDoubtCreationTests
{
    private static readonly ItemAnswer GatewayTimeout = new(504);

    private static readonly BatchOptions Asked = new() { RetryInDoubt = true, Linger = TimeSpan.FromMilliseconds(5) };

    /// <summary>Options for tests that need all rows in one batch and one read for all of them, also on a busy machine.</summary>
    private static readonly BatchOptions AskedInOneBatch = new() { RetryInDoubt = true, Linger = TimeSpan.FromMilliseconds(500) };

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Post_done_whose_response_is_lost_is_found_in_the_list(int rows)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> results = await Rows.RunAsync(client, Named(rows), Asked);

        Assert.Equal($"Done {rows}", Rows.Summary(results));
        Assert.Equal(rows, store.Created);
        Assert.Equal(rows, store.Calls.Count(static call => call.Method == "POST"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Post_lost_before_it_is_done_is_sent_again(int rows)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> results = await Rows.RunAsync(client, Named(rows), Asked);

        Assert.Equal($"Done {rows}", Rows.Summary(results));
        Assert.Equal(rows, store.Created);
        Assert.Equal(2 * rows, store.Calls.Count(static call => call.Method == "POST"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_whose_connection_is_lost_is_settled_by_one_list(bool isDone)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        int lost = 0;
        store.Whole = (context, isAfter) =>
        {
            bool isLost = isAfter == isDone && Interlocked.Exchange(ref lost, 1) == 0;
            if (isLost)
            {
                context.Abort();
            }

            return Task.FromResult(isLost);
        };
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> results = await Rows.RunAsync(client, Named(20), AskedInOneBatch);

        Assert.Equal("Done 20", Rows.Summary(results));
        Assert.Equal(20, store.Created);
        Assert.Single(store.Calls, static call => call.Method == "GET");
    }

    [Fact]
    public async Task Batch_of_several_collections_lost_is_settled_by_lists_that_share_a_batch()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);
        GraphRequest[] requests =
        [
            .. new[] { "p1", "p2", "p3" }.Select(policy =>
            {
                StatusChange change = new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Create, policy);
                change.Set("deviceDisplayName", "device of " + policy);
                return RequestBuilder.Build(change);
            }),
        ];

        List<RowResult> results = await Rows.RunAsync(client, requests, AskedInOneBatch);

        Assert.Equal("Done 3", Rows.Summary(results));
        Assert.Equal(3, store.Created);
        Assert.All(store.Calls.Where(static call => call.Method == "GET"), static call => Assert.True(call.IsInBatch));
    }

    [Fact]
    public async Task Post_equal_rows_in_doubt_end_with_as_many_objects_as_rows()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();

        // Of five equal rows three are lost before they are done, and two after.
        store.Before = static call => call is { Method: "POST", Attempt: <= 3 } ? GatewayTimeout : null;
        store.After = static call => call is { Method: "POST", Attempt: <= 5 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> results = await Rows.RunAsync(
            client, Enumerable.Range(0, 5).Select(static _ => Rows.Post(null, "same")), AskedInOneBatch);

        Assert.Equal("Done 5", Rows.Summary(results));
        Assert.Equal(5, store.Created);
        Assert.Equal(8, store.Calls.Count(static call => call.Method == "POST"));
    }

    [Fact]
    public async Task Post_in_doubt_does_not_take_the_object_of_an_equal_row_that_is_done()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call is { Method: "POST", Attempt: 2 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);
        await using BatchExecutor executor = new(
            client, new BatchOptions { RetryInDoubt = true, BatchSize = 1, ThrottleLimit = 1, Linger = TimeSpan.Zero });
        List<RowResult> results = [];

        for (int i = 1; i <= 2; i++)
        {
            executor.TryPost(new WorkItem(i, Rows.Post(null, "same"), null));
            await Rows.DrainAsync(executor, results);
        }

        Assert.Equal("Done 2", Rows.Summary(results));
        Assert.Equal(2, store.Created);
    }

    [Fact]
    public async Task ReturnObjects_object_found_for_a_row_in_doubt_is_returned()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(
            client, [Rows.Post(null, "mine")], new BatchOptions { RetryInDoubt = true, ReturnObjects = true }));

        Assert.Equal(("made-1", "mine"), (row.Entity!.Id, row.Entity.DeviceDisplayName));
    }

    [Fact]
    public async Task Post_in_doubt_more_specific_row_takes_the_object_that_equals_both()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call is { Method: "POST", Attempt: 1 } && !call.Body.Contains("userName", StringComparison.Ordinal)
            ? GatewayTimeout
            : null;
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);
        StatusChange specific = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        specific.Set("deviceDisplayName", "d");
        specific.Set("userName", "u");

        List<RowResult> results = await Rows.RunAsync(client, [Rows.Post(null, "d"), RequestBuilder.Build(specific)], Asked);

        Assert.Equal("Done 2", Rows.Summary(results));
        Assert.Equal(2, store.Created);
    }

    [Fact]
    public async Task Post_in_doubt_is_found_by_other_values_where_the_service_leaves_out_a_text()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.After = call =>
        {
            if (call is not { Method: "POST", Attempt: 1 })
            {
                return null;
            }

            store.Objects["made-1"].Remove("deviceDisplayName");
            return GatewayTimeout;
        };
        using GraphClient client = Rows.Connect(store.Http);
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set("deviceDisplayName", "d");
        change.Set("userName", "u");

        Assert.Equal("Done 1", Rows.Summary(await Rows.RunAsync(client, [RequestBuilder.Build(change)], Asked)));

        Assert.Equal(1, store.Created);
    }

    [Theory]
    [InlineData("status", "compliant", true)]
    [InlineData("lastReportedDateTime", "2026-01-01T00:00:00Z", true)]
    [InlineData("status", "compliant", false)]
    public async Task Post_in_doubt_without_a_text_is_compared_as_well(string property, string value, bool isDone)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("other", "other");
        store.Objects["other"]["status"] = "error";
        store.Objects["other"]["lastReportedDateTime"] = "2025-01-01T00:00:00Z";
        store.Before = call => call is { Method: "POST", Attempt: 1 } && !isDone ? GatewayTimeout : null;
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set(property, value);

        Assert.Equal("Done 1", Rows.Summary(await Rows.RunAsync(client, [RequestBuilder.Build(change)], Asked)));

        Assert.Equal(1, store.Created);
        Assert.Equal(isDone ? 1 : 2, store.Calls.Count(static call => call.Method == "POST"));
    }

    [Fact]
    public async Task Post_in_doubt_whose_list_cannot_be_read_stays_in_doubt()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Before = static call => call.Method == "GET" ? new(403, BatchServer.Error("Forbidden")) : null;
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Post(null, "mine")], Asked));

        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId));
        Assert.Contains("The collection could not be read to look for the object: GET ", row.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Created);
    }

    [Fact]
    public async Task Stop_before_the_list_is_read_leaves_the_row_in_doubt()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.After = static call => call is { Method: "POST" } ? GatewayTimeout : null;
        store.Whole = async (context, _) =>
        {
            if (context.Request.Method != "GET")
            {
                return false;
            }

            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http);
        await using BatchExecutor executor = new(
            client, new BatchOptions { RetryInDoubt = true, StopGrace = TimeSpan.Zero, Linger = TimeSpan.Zero });
        List<RowResult> results = [];
        executor.TryPost(new WorkItem(1, Rows.Post(null, "mine"), null));
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await executor.StopAsync("the test stops the run");
        await Rows.DrainAsync(executor, results);

        RowResult row = Assert.Single(results);
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Resume_rows_in_doubt_are_found_or_sent(int done)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();

        List<RowResult> results = await ResumeAsync(
            store, done, [.. Enumerable.Range(0, 3).Select(static _ => Rows.Post(null, "same"))]);

        Assert.Equal("Done 3", Rows.Summary(results));
        Assert.Equal(3 - done, store.Created);
        Assert.Equal(3, store.Objects.Count);
    }

    [Fact]
    public async Task Resume_row_that_comes_while_the_list_is_read_keeps_its_object_from_a_row_with_fewer_values()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.Add("patched", "other");
        store.Add("specific", "d");
        store.Objects["specific"]["userName"] = "u";
        TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource patched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Whole = async (context, isAfter) =>
        {
            if (context.Request.Method == "PATCH")
            {
                patched.TrySetResult();
            }
            else if (!isAfter && reading.TrySetResult())
            {
                await patched.Task;
            }

            return false;
        };
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set("deviceDisplayName", "d");
        change.Set("userName", "u");
        GraphRequest[] requests = [Rows.Post(null, "d"), RequestBuilder.Build(change)];
        using GraphClient client = Rows.Connect(store.Http);
        FullDisk disk = new FullDisk(await Journals.InDoubtAsync(requests), long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        await using BatchExecutor executor = new(
            client, new BatchOptions { RetryInDoubt = true, Journal = journal, Linger = Asked.Linger });
        executor.TryPost(new WorkItem(1, requests[0], null));
        await reading.Task.WaitAsync(TestContext.Current.CancellationToken);

        // Rows are taken in order, so that the second row waits for the next read when the request of the third is sent.
        executor.TryPost(new WorkItem(2, requests[1], null));
        executor.TryPost(new WorkItem(3, Rows.Patch("patched"), null));
        List<RowResult> results = [];
        await Rows.DrainAsync(executor, results);

        Assert.Equal("Done 3", Rows.Summary(results));
        Assert.Equal(1, store.Created);
        Assert.Null(store.Objects["made-1"]["userName"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resume_object_of_the_journal_does_not_count_for_an_equal_row_in_doubt(bool returnsObjects)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        using GraphClient client = Rows.Connect(store.Http);
        GraphRequest[] requests = [Rows.Post(null, "same"), Rows.Post(null, "same")];
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            // The first row is done, the second is lost before it is done.
            store.Before = static call => call is { Method: "POST", Attempt: 2 } ? GatewayTimeout : null;
            List<RowResult> first = await Rows.RunAsync(
                client, requests, new BatchOptions { Journal = journal, BatchSize = 1, ThrottleLimit = 1, ReturnObjects = returnsObjects });
            Assert.Equal("Done 1, Unknown 1", Rows.Summary(first));
        }

        await using RunJournal again = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        List<RowResult> results = await Rows.RunAsync(client, requests, new BatchOptions { RetryInDoubt = true, Journal = again });

        Assert.Equal("Done 1, Skipped 1", Rows.Summary(results));
        Assert.Equal(2, store.Created);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_with_an_id_that_the_service_does_not_use_is_found_by_its_values(bool isDone)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.KeepsIds = false;
        store.Before = call => call is { Method: "POST", Attempt: 1 } && !isDone ? GatewayTimeout : null;
        store.After = static call => call is { Method: "POST", Attempt: 1 } ? GatewayTimeout : null;
        using GraphClient client = Rows.Connect(store.Http);

        List<RowResult> results = await Rows.RunAsync(client, [Rows.Post("a", "one"), Rows.Post("b", "two")], Asked);

        Assert.Equal("Done 2", Rows.Summary(results));
        Assert.Equal(2, store.Created);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Resume_rows_with_ids_that_the_service_does_not_use_are_not_created_twice(int done)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        store.KeepsIds = false;

        List<RowResult> results = await ResumeAsync(
            store, done, [Rows.Post("a", "same"), Rows.Post("b", "same")]);

        Assert.Equal("Done 2", Rows.Summary(results));
        Assert.Equal(2, store.Objects.Count);
    }

    /// <summary>Continues a run whose rows are all in doubt, and of which the service did some.</summary>
    private static async Task<List<RowResult>> ResumeAsync(ObjectStore store, int done, GraphRequest[] requests)
    {
        for (int i = 0; i < done; i++)
        {
            store.Add("x" + i.ToString(CultureInfo.InvariantCulture), "same");
        }

        using GraphClient client = Rows.Connect(store.Http);
        FullDisk disk = new FullDisk(await Journals.InDoubtAsync(requests), long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        return await Rows.RunAsync(client, requests, new BatchOptions { RetryInDoubt = true, Journal = journal });
    }

    private static IEnumerable<GraphRequest> Named(int rows) =>
        Enumerable.Range(0, rows).Select(static i => Rows.Post(null, "n" + i.ToString(CultureInfo.InvariantCulture)));
}

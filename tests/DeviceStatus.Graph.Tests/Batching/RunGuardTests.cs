using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Runs that are stopped or paused because nothing succeeds.</summary>
public sealed class RunGuardTests
{
    [Theory]
    [InlineData(401, "InvalidAuthenticationToken", GraphErrorId.Unauthorized)]
    [InlineData(403, "Forbidden", GraphErrorId.Forbidden)]
    [InlineData(400, "No method match route template", GraphErrorId.VerbNotImplemented)]
    public async Task Run_refused_row_after_row_stops_after_a_few_requests(int status, string code, string id)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(status, BatchServer.Error(code));
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 10_000).Select(i => Rows.Verb("PATCH", i)));

        Assert.InRange(server.Sizes.Count, 1, 20);
        Assert.Equal((RowOutcome.Failed, id), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Equal(RowOutcome.NotSent, rows[^1].Outcome);
        Assert.Contains(code, rows[^1].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_with_some_refused_rows_continues()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Url.EndsWith('7') ? new(204) : new(403, BatchServer.Error("Forbidden"));
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 400).Select(i => Rows.Verb("PATCH", i)));

        Assert.Equal("Done 40, Failed 360", Rows.Summary(rows));
    }

    [Fact]
    public async Task MaxErrors_reached_stops_the_run()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Url.EndsWith("/i3", StringComparison.Ordinal) || call.Url.EndsWith("/i25", StringComparison.Ordinal)
            ? new(400, BatchServer.Error("BadRequest"))
            : new(204);
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 2000).Select(i => Rows.Verb("PATCH", i)), new BatchOptions { MaxErrors = 2, ThrottleLimit = 1 });

        Assert.Equal("Done 38, Failed 2, NotSent 1960", Rows.Summary(rows));
        Assert.Contains("-MaxErrors", rows[^1].Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public async Task RetryLimit_bounds_how_often_a_row_is_sent(int limit, int sent)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(429, BatchServer.Error("TooManyRequests"), "0.001");
        using GraphClient client = Rows.Connect(server.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Patch("a")], new BatchOptions { RetryLimit = limit }));

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Throttled), (row.Outcome, row.Failure!.ErrorId));
        Assert.Equal(sent, server.Count("PATCH", "a"));
    }

    [Fact]
    public async Task Outage_pauses_the_run_until_a_probe_succeeds()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        for (int i = 0; i < 2000; i++)
        {
            store.Add("i" + i.ToString(CultureInfo.InvariantCulture), "before");
        }

        int calls = 0;
        int batches = 0;
        store.Whole = async (context, isDone) =>
        {
            if (isDone)
            {
                return false;
            }

            int call = Interlocked.Increment(ref calls);
            if (call is <= 3 or > 40)
            {
                return false;
            }

            batches += context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal) ? 1 : 0;
            await BatchServer.SendAsync(context, 503, "text/html", "<html>maintenance</html>");
            return true;
        };
        using GraphClient client = Rows.Connect(
            store.Http, new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(4) });

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 2000).Select(i => Rows.Patch("i" + i, "after")), new BatchOptions { ThrottleLimit = 4 });

        Assert.Equal("Done 2000", Rows.Summary(rows));

        // Three failures in succession open the guard; each of the three responses that are late by then begins the count anew, and
        // four batches are under way.
        Assert.InRange(batches, 3, 13);
    }

    [Fact]
    public async Task Outage_that_does_not_end_stops_the_run_when_its_patience_is_over()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(context, 503, "text/html", "<html>maintenance</html>");
            return true;
        };
        using GraphClient client = Rows.Connect(
            server.Http,
            new RetryPolicy
            {
                BaseDelay = TimeSpan.FromMilliseconds(10),
                MaxDelay = TimeSpan.FromMilliseconds(10),
                MaxTotalDelay = TimeSpan.FromMilliseconds(100),
                MaxAttempts = 1000,
            });

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 400).Select(i => Rows.Patch("i" + i)), new BatchOptions { ThrottleLimit = 2 });

        Assert.DoesNotContain(rows, static row => row.Outcome == RowOutcome.Done);
        Assert.Contains(" did not respond for 0 s", rows[^1].Failure!.Message, StringComparison.Ordinal);

        // At most as many probes as fit into the patience, and the batches that were under way.
        Assert.InRange(server.Sizes.Count(static size => size == 0), 1, 25);
    }

    [Fact]
    public async Task Outage_that_cuts_connections_leaves_only_what_was_under_way_in_doubt_and_probes_with_reads()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        int calls = 0;
        int writes = 0;
        int reads = 0;
        store.Whole = (context, isDone) =>
        {
            if (isDone || Interlocked.Increment(ref calls) is <= 3 or > 30)
            {
                return Task.FromResult(false);
            }

            Interlocked.Increment(ref context.Request.Method == "GET" ? ref reads : ref writes);
            context.Abort();
            return Task.FromResult(true);
        };
        using GraphClient client = Rows.Connect(
            store.Http, new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(4) });

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 1000).Select(i => Rows.Post(null, "n" + i)), new BatchOptions { ThrottleLimit = 4 });

        Assert.InRange(writes, 3, 13);
        Assert.Equal(27 - writes, reads);
        Assert.Equal(
            (20 * writes, 1000 - (20 * writes)),
            (rows.Count(row => row.Outcome == RowOutcome.Unknown), rows.Count(row => row.Outcome == RowOutcome.Done)));
        Assert.Equal(1000 - (20 * writes), store.Created);
    }

    [Fact]
    public async Task Batch_with_response_503_needs_two_requests()
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        int calls = 0;
        store.Whole = async (context, isDone) =>
        {
            if (isDone || Interlocked.Increment(ref calls) > 1)
            {
                return false;
            }

            await BatchServer.SendAsync(
                context, 503, "application/json", BatchServer.Error("TooManyRequests").ToString(), ("Retry-After", "0.05"));
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http, new RetryPolicy());

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal("Done 20", Rows.Summary(rows));
        Assert.Equal((2, 20), (calls, store.Created));
    }

    [Fact]
    public void OnOutage_of_three_batches_in_succession_opens_the_guard_until_a_response()
    {
        RunGuard guard = new(new BatchOptions());
        guard.OnOutage(20);
        guard.OnOutage(2);
        guard.OnResponse();
        guard.OnOutage(20);
        guard.OnOutage(20);
        guard.OnOutage(1);
        Assert.False(guard.IsOpen);

        guard.OnOutage(20);
        Assert.True(guard.IsOpen);
        guard.OnResponse();
        Assert.False(guard.IsOpen);
    }

    [Fact]
    public void OnOutage_of_single_rows_counts_when_every_row_is_sent_alone()
    {
        RunGuard guard = new(new BatchOptions { BatchSize = 1 });
        guard.OnOutage(1);
        guard.OnOutage(1);
        Assert.False(guard.IsOpen);
        guard.OnOutage(1);

        Assert.True(guard.IsOpen);
    }

    [Theory]
    [InlineData(GraphErrorId.Unauthorized, 401, true, 40)]
    [InlineData(GraphErrorId.Forbidden, 403, true, 40)]
    [InlineData(GraphErrorId.VerbNotImplemented, 400, true, 20)]
    [InlineData(GraphErrorId.BadRequest, 400, false, 40)]
    [InlineData(GraphErrorId.BadRequest, 300, false, 40)]
    [InlineData(GraphErrorId.BadRequest, 499, false, 40)]
    [InlineData(GraphErrorId.Unavailable, 500, false, null)]
    [InlineData(GraphErrorId.BadRequest, 400, true, null)]
    [InlineData(GraphErrorId.NotFound, 404, true, null)]
    [InlineData(GraphErrorId.Unavailable, 503, false, null)]
    [InlineData(GraphErrorId.Unavailable, null, false, null)]
    public void OnCompleted_stops_when_rows_in_succession_fail_for_a_reason_that_others_share(
        string id, int? status, bool isOfGraph, int? stopsAfter)
    {
        RunGuard guard = new(new BatchOptions());
        for (int row = 1; row <= 100; row++)
        {
            string? reason = guard.OnCompleted([Failed(id, status, isOfGraph)]);
            Assert.Equal(row >= stopsAfter, reason is not null);
            if (row == stopsAfter)
            {
                Assert.Equal($"{row} rows in succession failed for the same reason: Why.", reason);
            }
        }

        RunGuard lenient = new(new BatchOptions { StopsWhenRefused = false });
        Assert.Null(lenient.OnCompleted(Enumerable.Repeat(Failed(id, status, isOfGraph), 100)));
    }

    [Fact]
    public void OnCompleted_begins_to_count_anew_after_a_success_and_with_another_reason()
    {
        RunGuard guard = new(new BatchOptions());
        RowResult forbidden = Failed(GraphErrorId.Forbidden, 403, true);
        RowResult unauthorized = Failed(GraphErrorId.Unauthorized, 401, true);

        Assert.Null(guard.OnCompleted([.. Enumerable.Repeat(forbidden, 39), Ended(RowOutcome.Done), .. Enumerable.Repeat(forbidden, 39)]));
        Assert.Null(guard.OnCompleted([.. Enumerable.Repeat(unauthorized, 39)]));
        Assert.Null(guard.OnCompleted([Failed(GraphErrorId.NotFound, 404, true), unauthorized]));
        Assert.Null(guard.OnCompleted([Ended(RowOutcome.NotSent), Ended(RowOutcome.Unknown), .. Enumerable.Repeat(unauthorized, 38)]));
        Assert.NotNull(guard.OnCompleted([unauthorized]));
    }

    [Theory]
    [InlineData(RowOutcome.Failed, true)]
    [InlineData(RowOutcome.Unknown, true)]
    [InlineData(RowOutcome.NotSent, false)]
    [InlineData(RowOutcome.Skipped, false)]
    [InlineData(RowOutcome.Done, false)]
    public void OnCompleted_counts_failed_and_unknown_rows_for_MaxErrors(RowOutcome outcome, bool counts)
    {
        RunGuard guard = new(new BatchOptions { MaxErrors = 2, StopsWhenRefused = false });

        Assert.Null(guard.OnCompleted([Ended(outcome)]));
        Assert.Equal(counts ? "2 rows failed, which is the limit of -MaxErrors" : null, guard.OnCompleted([Ended(outcome)]));
    }

    [Fact]
    public void OnCompleted_stops_the_other_runs_that_share_the_limit_once()
    {
        ErrorLimit limit = new(2);
        List<string> stops = [];
        limit.Register(stops.Add);
        RunGuard one = new(new BatchOptions { ErrorLimit = limit });
        RunGuard other = new(new BatchOptions { ErrorLimit = limit, MaxErrors = 100 });
        one.OnCompleted([Ended(RowOutcome.Failed)]);
        Assert.Empty(stops);

        Assert.NotNull(other.OnCompleted([Ended(RowOutcome.Failed), Ended(RowOutcome.Failed)]));
        Assert.Single(stops);
        one.OnCompleted([Ended(RowOutcome.Done)]);
        limit.Register(reason => stops.Add("late: " + reason));

        const string Reason = "2 rows failed, which is the limit of -MaxErrors";
        Assert.Equal([Reason, "late: " + Reason], stops);
        Assert.Equal(Reason, limit.Reason);
    }

    private static RowResult Failed(string id, int? status, bool isOfGraph) => new(
        new WorkItem(1, Rows.Patch("a"), null),
        RowOutcome.Failed,
        new GraphFailure(id, "Why.") { StatusCode = status, RawMessage = isOfGraph ? "Why." : null });

    private static RowResult Ended(RowOutcome outcome) => new(
        new WorkItem(1, Rows.Patch("a"), null),
        outcome,
        outcome == RowOutcome.Done ? null : new GraphFailure(GraphErrorId.NotFound, "Why.") { RawMessage = "x" });
}

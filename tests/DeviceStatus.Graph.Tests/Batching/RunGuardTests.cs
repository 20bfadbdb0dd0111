using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
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
        server.Item = call => call.Url.EndsWith("/i3", StringComparison.Ordinal) || call.Url.EndsWith("/i25", StringComparison.Ordinal) ? new(400, BatchServer.Error("BadRequest")) : new(204);
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
        Assert.Equal((20 * writes, 1000 - (20 * writes)), (rows.Count(row => row.Outcome == RowOutcome.Unknown), rows.Count(row => row.Outcome == RowOutcome.Done)));
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

            await BatchServer.SendAsync(context, 503, "application/json", BatchServer.Error("TooManyRequests").ToString(), ("Retry-After", "0.05"));
            return true;
        };
        using GraphClient client = Rows.Connect(store.Http, new RetryPolicy());

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Post(null, "n" + i)));

        Assert.Equal("Done 20", Rows.Summary(rows));
        Assert.Equal((2, 20), (calls, store.Created));
    }
}

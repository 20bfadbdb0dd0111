using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RetryTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    /// <summary>What one answer to the first attempt makes of each verb, alone and in a batch, and how often it is then sent.</summary>
    [Theory]
    [CombinatorialAnswers]
    public async Task Outcome_is_decided_by_the_status_of_the_response(
        string verb, bool inBatch, int status, bool hasGraphBody, RowOutcome outcome, int attempts, string? errorId)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 && !call.Url.EndsWith("other", StringComparison.Ordinal)
            ? new(status, hasGraphBody ? BatchServer.Error("Code" + status) : null)
            : new(204);
        using GraphClient client = Rows.Connect(server.Http);
        List<GraphRequest> requests = [Rows.Verb(verb, 1)];
        if (inBatch)
        {
            requests.Add(Rows.Patch("other"));
        }

        RowResult row = (await Rows.RunAsync(client, requests))[0];

        Assert.Equal((outcome, errorId), (row.Outcome, row.Failure?.ErrorId));
        Assert.Equal(attempts, server.Calls.Count(call => call.Method == verb && !call.Url.EndsWith("other", StringComparison.Ordinal)));
        Assert.Equal(inBatch ? 1 : 0, server.Count("PATCH", "other"));
    }

    [Fact]
    public async Task Retry_sends_only_the_items_that_failed()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 && call.Url.EndsWith('3')
            ? new(429, BatchServer.Error("TooManyRequests"), "0.005")
            : new(204);
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 20).Select(i => Rows.Verb("PATCH", i)));

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal(22, server.Calls.Count);
        Assert.Equal([20, 2], server.Sizes);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_batch_throttled_as_a_whole_is_sent_again_including_POSTs(int status)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        int calls = 0;
        server.Whole = async (context, _) =>
        {
            if (++calls > 1)
            {
                return false;
            }

            await BatchServer.SendAsync(
                context, status, "application/json", BatchServer.Error("TooManyRequests").ToString(), ("Retry-After", "0.01"));
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 6).Select(i => Rows.Verb(i % 2 == 0 ? "POST" : "DELETE", i)));

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));

        // After a 429 one request goes first as a probe, alone and therefore without a batch; the others follow its response.
        Assert.Equal(status == 429 ? [6, 0, 5] : [6, 6], server.Sizes);
    }

    [Theory]
    [InlineData(429, RowOutcome.Failed, GraphErrorId.Throttled)]
    [InlineData(500, RowOutcome.Unknown, GraphErrorId.OutcomeUnknown)]
    [InlineData(503, RowOutcome.Unknown, GraphErrorId.OutcomeUnknown)]
    [InlineData(504, RowOutcome.Unknown, GraphErrorId.OutcomeUnknown)]
    public async Task Retry_row_without_attempts_left_ends_with_the_last_response(int status, RowOutcome outcome, string id)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(status, BatchServer.Error("Busy"));
        using GraphClient client = Rows.Connect(server.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Patch("a")]));

        Assert.Equal((outcome, id, (int?)status), (row.Outcome, row.Failure!.ErrorId, row.Failure.StatusCode));
        Assert.Equal(8, server.Count("PATCH", "a"));
    }

    [Fact]
    public async Task Outcome_of_a_row_in_doubt_is_not_failed_because_of_a_later_refusal()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 ? new(504)
            : call.Url.EndsWith("/a", StringComparison.Ordinal) ? new(403, BatchServer.Error("Forbidden"))
            : new(404, BatchServer.Error("NotFound"));
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Patch("a"), Rows.Patch("b"), Rows.Delete("c")]);

        // 403 says nothing of the first attempt; 404 says that there is nothing to change; a DELETE whose object is gone is done.
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Equal((RowOutcome.Failed, GraphErrorId.NotFound), (rows[1].Outcome, rows[1].Failure!.ErrorId));
        Assert.Equal(RowOutcome.Done, rows[2].Outcome);
    }

    [Fact]
    public async Task Delete_not_in_doubt_that_finds_nothing_fails()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 ? new(429, BatchServer.Error("Busy")) : new(404, BatchServer.Error("NotFound"));
        using GraphClient client = Rows.Connect(server.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Delete("a")]));

        Assert.Equal((RowOutcome.Failed, GraphErrorId.NotFound), (row.Outcome, row.Failure!.ErrorId));
    }

    [Theory]
    [InlineData("POST", true, RowOutcome.Done, null, 1)]
    [InlineData("PATCH", true, RowOutcome.Done, null, 1)]
    [InlineData("DELETE", true, RowOutcome.Done, null, 1)]
    [InlineData("POST", false, RowOutcome.Unknown, GraphErrorId.OutcomeUnknown, 1)]
    [InlineData("DELETE", false, RowOutcome.Done, null, 2)]
    public async Task Outcome_of_a_lost_connection_is_doubt_before_and_after_the_work(
        string verb, bool after, RowOutcome outcome, string? id, int requests)
    {
        int calls = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                Sandbox = new SandboxOptions
                {
                    Faults = call => call.Method != "GET" && Interlocked.Increment(ref calls) == 1
                        ? after ? SandboxFault.LostAfter : SandboxFault.LostBefore
                        : SandboxFault.None,
                },
            },
            End);
        using GraphClient client = Rows.Connect(server);
        string known = (await FirstIdsAsync(client, 1))[0];
        GraphRequest request = verb switch { "POST" => Rows.Post("new"), "PATCH" => Rows.Patch(known), _ => Rows.Delete(known) };

        RowResult row = Assert.Single(await Rows.RunAsync(client, [request]));

        Assert.Equal((outcome, id), (row.Outcome, row.Failure?.ErrorId));
        Assert.Equal(requests, calls);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task Retry_service_that_cannot_be_reached_ends_with_rows_not_sent(string verb)
    {
        Uri nobody;
        await using (LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: End))
        {
            nobody = server.BaseAddress;
        }

        using GraphClient client = Rows.Connect(nobody);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Verb(verb, 1), Rows.Verb(verb, 2)]);

        Assert.All(rows, row => Assert.Equal((RowOutcome.Failed, GraphErrorId.Connection), (row.Outcome, row.Failure!.ErrorId)));
        Assert.All(rows, row => Assert.Contains("could not be reached", row.Failure!.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_without_a_connection_at_the_end_of_the_time_was_not_sent(bool stopped)
    {
        // A server that accepts no connection: the handler waits for one until the time is up.
        using StuckHandler stuck = new();
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = new Uri("https://graph.example.com"),
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            WriteLimit = 0,
            Transport = stuck,
            RequestTimeout = stopped ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(20),
            Retry = new RetryPolicy { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1) },
        });
        await using BatchExecutor writer = new(client, new BatchOptions { StopGrace = TimeSpan.Zero });
        writer.TryPost(new WorkItem(1, Rows.Post("a"), null));
        writer.TryPost(new WorkItem(2, Rows.Post("b"), null));
        writer.Complete();
        await stuck.Waiting.Task.WaitAsync(End);
        if (stopped)
        {
            await writer.StopAsync("the test says so");
        }

        List<RowResult> rows = [];
        await Rows.DrainAsync(writer, rows);

        (RowOutcome, string) expected = stopped ? (RowOutcome.NotSent, GraphErrorId.NotSent) : (RowOutcome.Failed, GraphErrorId.Connection);
        Assert.All(rows, row => Assert.Equal(expected, (row.Outcome, row.Failure!.ErrorId)));
    }

    [Fact]
    public async Task Retry_wait_longer_than_the_budget_ends_the_run()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(429, BatchServer.Error("TooManyRequests"), "86400");
        using GraphClient client = Rows.Connect(server.Http, new RetryPolicy(), writeLimit: 100);

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 500).Select(i => Rows.Verb("PATCH", i)), new BatchOptions { ThrottleLimit = 1 });

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Throttled), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Equal(TimeSpan.FromDays(1), rows[0].Failure!.RetryAfter);
        Assert.Equal((RowOutcome.NotSent, GraphErrorId.NotSent), (rows[^1].Outcome, rows[^1].Failure!.ErrorId));
    }

    [Theory]
    [InlineData("retry-after-ms", 1)]
    [InlineData("retry-after-ms", 2)]
    [InlineData("x-ms-retry-after-ms", 1)]
    [InlineData("x-ms-retry-after-ms", 2)]
    public async Task Retry_wait_in_milliseconds_is_read_from_a_response_and_from_an_item(string header, int rows)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, items) =>
        {
            bool isBatch = context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal);
            string body = !isBatch
                ? BatchServer.Error("TooManyRequests").ToString()
                : BatchServer.Envelope(items.Select(item =>
                {
                    JObject response = BatchServer.Response(item, 429);
                    response["headers"] = new JObject { [header] = "1700" };
                    response["body"] = BatchServer.Error("TooManyRequests");
                    return response;
                }));
            await BatchServer.SendAsync(context, isBatch ? 200 : 429, "application/json", body, (header, "1700"));
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> results = await Rows.RunAsync(
            client, Enumerable.Range(0, rows).Select(i => Rows.Verb("PATCH", i)), new BatchOptions { RetryLimit = 0 });

        Assert.All(results, row => Assert.Equal(TimeSpan.FromMilliseconds(1700), row.Failure!.RetryAfter));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-5")]
    [InlineData("soon")]
    public async Task Retry_After_that_is_invalid_is_ignored(string header)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 ? new(429, BatchServer.Error("TooManyRequests"), header) : new(204);
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Post("a"), Rows.Post("b"), Rows.Post("c")]);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
    }

    internal static async Task<List<string>> FirstIdsAsync(GraphClient client, int count)
    {
        List<string> ids = [];
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(
            RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null, End))
        {
            ids.AddRange(page.Select(entity => entity.Id!));
            if (ids.Count >= count)
            {
                break;
            }
        }

        return ids;
    }

    private sealed class StuckHandler : HttpMessageHandler
    {
        internal TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}

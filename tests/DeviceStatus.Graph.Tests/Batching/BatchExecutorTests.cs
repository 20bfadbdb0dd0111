using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class BatchExecutorTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_batches_that_end_in_reverse_order_return_outcomes_in_input_order()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        TaskCompletionSource[] may = Enumerable.Range(0, 5)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        int arrived = 0;
        server.Whole = async (_, items) =>
        {
            // Each batch waits for the one that arrived after it.
            int mine = Interlocked.Increment(ref arrived) - 1;
            if (mine == 4)
            {
                may[4].SetResult();
            }

            await may[mine].Task;
            if (mine > 0)
            {
                may[mine - 1].SetResult();
            }

            return false;
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, Enumerable.Range(0, 100).Select(i => Rows.Verb("PATCH", i)));

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal([20, 20, 20, 20, 20], server.Sizes);
    }

    [Fact]
    public async Task TryPost_one_row_alone_is_a_plain_request()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);

        RowResult row = Assert.Single(await Rows.RunAsync(client, [Rows.Patch("a")]));

        Assert.Equal(RowOutcome.Done, row.Outcome);
        Assert.False(Assert.Single(server.Calls).IsInBatch);
    }

    [Fact]
    public async Task TryPost_single_row_of_a_slow_producer_is_sent_without_waiting_for_others()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions { Linger = TimeSpan.FromMilliseconds(5) });

        for (int i = 1; i <= 3; i++)
        {
            writer.TryPost(new WorkItem(i, Rows.Patch("a" + i), null));
            List<RowResult> taken = [];
            await Rows.DrainAsync(writer, taken);
            Assert.Equal(RowOutcome.Done, Assert.Single(taken).Outcome);
        }

        Assert.Equal([0, 0, 0], server.Sizes);
    }

    [Fact]
    public async Task TryPost_rows_of_v1_and_beta_never_share_a_batch()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(cancellationToken: End);
        using GraphClient client = Rows.Connect(server);

        await Rows.RunAsync(client, Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? Rows.Patch("x" + i) : Rows.PatchBeta("x" + i, 5)));

        foreach (RecordedRequest request in server.Log.Last())
        {
            bool isBeta = request.Url.StartsWith("/beta/", StringComparison.Ordinal);
            Assert.All(JObject.Parse(request.Text)["requests"]!, item => Assert.Equal(isBeta, item["body"]!["platform"] is not null));
        }

        Assert.Equal(2, server.Log.Last().Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(20, 64)]
    public async Task BatchOptions_batch_size_and_throttle_limit_are_kept(int batchSize, int places)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions { Sandbox = new SandboxOptions { Latency = TimeSpan.FromMilliseconds(5) } }, End);
        using GraphClient client = Rows.Connect(server);

        List<RowResult> rows = await Rows.RunAsync(
            client,
            Enumerable.Range(0, 150).Select(i => Rows.Post("n" + i)),
            new BatchOptions { BatchSize = batchSize, ThrottleLimit = places });

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal((150 + batchSize - 1) / batchSize, server.Graph.Statistics.Requests);
        Assert.InRange(server.Graph.Statistics.MaxConcurrent, 1, places);
        if (places < 64)
        {
            Assert.Equal(places, server.Graph.Statistics.MaxConcurrent);
        }
    }

    [Fact]
    public async Task BatchOptions_window_bounds_the_rows_under_way()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions { Window = 30 });
        for (int i = 1; i <= 30; i++)
        {
            Assert.True(writer.TryPost(new WorkItem(i, Rows.Patch("a" + i), null)));
        }

        WorkItem last = new(31, Rows.Patch("b"), null);
        Assert.False(writer.TryPost(last));
        Task posting = writer.PostAsync(last, End);
        Assert.False(posting.IsCompleted);
        while (!writer.TryTake(out _))
        {
            await writer.WaitAsync(Timeout.InfiniteTimeSpan, End);
        }

        await posting;
    }

    [Fact]
    public async Task ReadAsync_row_that_failed_its_check_keeps_its_place_in_the_order()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor writer = new(client, new BatchOptions());
        writer.TryPost(new WorkItem(1, Rows.Patch("a"), null));
        writer.TryPost(new WorkItem(2, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), "input"));
        writer.TryPost(new WorkItem(3, Rows.Patch("b"), null));
        writer.Complete();

        List<RowResult> taken = [];
        await Rows.DrainAsync(writer, taken);

        Assert.Equal([RowOutcome.Done, RowOutcome.Failed, RowOutcome.Done], taken.Select(row => row.Outcome));
        Assert.Equal("input", taken[1].Input);
        Assert.Equal((3, 2, 1), (writer.Statistics.Rows, writer.Statistics.Done, writer.Statistics.Failed));
    }

    [Theory]
    [InlineData(200, "bare")]
    [InlineData(200, "wrapped")]
    [InlineData(204, "bare")]
    [InlineData(204, "wrapped")]
    public async Task ReturnObjects_any_form_of_response_returns_the_object(int status, string shape)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call =>
        {
            string id = call.Url[(call.Url.LastIndexOf('/') + 1)..];
            JObject entity = new() { ["id"] = id, ["status"] = "compliant", ["new"] = 5 };
            JObject body = shape == "wrapped" ? new JObject { ["value"] = entity } : entity;
            return call.Method == "PATCH" && status == 204 ? new(204) : new(200, body);
        };
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 25).Select(i => Rows.Verb("PATCH", i)), new BatchOptions { ReturnObjects = true });

        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal("i" + i.ToString(CultureInfo.InvariantCulture), rows[i].Entity!.Id);
            Assert.Equal(5L, rows[i].Entity!["new"]);
            Assert.Null(rows[i].Warning);
        }
    }

    [Fact]
    public async Task ReturnObjects_failed_read_leaves_the_row_done_with_a_warning()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Method == "GET" ? new(404, BatchServer.Error("NotFound")) : new(204);
        using GraphClient client = Rows.Connect(server.Http);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Patch("a"), Rows.Patch("b")], new BatchOptions { ReturnObjects = true });

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.All(rows, row => Assert.Contains("could not be read back", row.Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Complete_twice_is_allowed_and_later_rows_are_refused()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        BatchExecutor writer = new(client, new BatchOptions());
        writer.Complete();

        Assert.Throws<InvalidOperationException>(() => writer.TryPost(new WorkItem(1, Rows.Patch("a"), null)));
        await writer.DisposeAsync();
        await writer.DisposeAsync();
        await writer.StopAsync("again");
        Assert.Throws<InvalidOperationException>(() => writer.TryPost(new WorkItem(1, Rows.Patch("a"), null)));
    }

    [Fact]
    public async Task Build_id_too_long_for_a_URL_is_refused_before_it_can_stop_a_run()
    {
        Assert.Throws<ArgumentException>(() => Rows.Delete(new string('x', 70_000)));
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);

        string longest = new('\u20ac', 2000);
        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Delete(longest), Rows.Delete("b" + longest[1..])]);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
    }

    [Fact]
    public async Task BatchExecutor_many_short_parallel_runs_all_end()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(RowOutcome.Done, Assert.Single(await Rows.RunAsync(client, [Rows.Patch("a")])).Outcome);
            }
        }));
    }

    [Fact]
    public async Task TryPost_claims_challenge_is_satisfied_once_and_the_POST_is_sent_again()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        ClaimingTokens tokens = new();
        int refused = 0;
        server.Whole = async (context, _) =>
        {
            if (context.Request.Headers.Authorization == "Bearer with-claims")
            {
                return false;
            }

            refused++;
            await BatchServer.SendAsync(
                context, 401, "application/json", BatchServer.Error("InvalidAuthenticationToken").ToString(),
                ("WWW-Authenticate", "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\""));
            return true;
        };
        using GraphClient client = new(new GraphClientOptions { Endpoint = server.Http.BaseAddress, Tokens = tokens, WriteLimit = 0 });

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Post("a"), Rows.Post("b")]);

        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Equal("{\"a\":1}", tokens.Asked);
        Assert.Equal((1, 2), (refused, server.Sizes.Count));
    }

    [Fact]
    public async Task TryPost_repeated_claims_challenge_ends_as_refused()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(
                context,
                401,
                "application/json",
                BatchServer.Error("InvalidAuthenticationToken").ToString(),
                ("WWW-Authenticate", "Bearer claims=\"eyJhIjoxfQ==\""));
            return true;
        };
        using GraphClient client = new(
            new GraphClientOptions { Endpoint = server.Http.BaseAddress, Tokens = new ClaimingTokens(), WriteLimit = 0 });

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Post("a"), Rows.Post("b")]);

        Assert.All(rows, row => Assert.Equal((RowOutcome.Failed, GraphErrorId.Unauthorized), (row.Outcome, row.Failure!.ErrorId)));
        Assert.Equal(2, server.Sizes.Count);
    }

    [Fact]
    public async Task TryPost_failed_sign_in_ends_the_run_and_is_not_repeated_for_each_batch()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        FailingTokens tokens = new();
        using GraphClient client = new(new GraphClientOptions { Endpoint = server.Http.BaseAddress, Tokens = tokens, WriteLimit = 0 });

        List<RowResult> rows = await Rows.RunAsync(
            client, Enumerable.Range(0, 400).Select(i => Rows.Verb("POST", i)), new BatchOptions { ThrottleLimit = 2 });

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Unauthorized), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Equal((RowOutcome.NotSent, GraphErrorId.NotSent), (rows[^1].Outcome, rows[^1].Failure!.ErrorId));
        Assert.InRange(tokens.Asked, 1, 4);
        Assert.Empty(server.Sizes);
    }

    private sealed class ClaimingTokens : ITokenSource
    {
        internal string? Asked { get; private set; }

        public ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken)
        {
            Asked ??= claims;
            return ValueTask.FromResult(new BearerToken(claims is null ? "plain" : "with-claims", DateTimeOffset.MaxValue));
        }
    }

    private sealed class FailingTokens : ITokenSource
    {
        private int _asked;

        internal int Asked => _asked;

        public ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            throw new SignInException("The person said no.");
        }
    }
}

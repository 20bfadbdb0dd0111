using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
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

    [Fact]
    public async Task Constructor_settings_out_of_range_are_refused()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);

        Assert.Throws<ArgumentNullException>("client", () => new BatchExecutor(null!, new BatchOptions()));
        Assert.Throws<ArgumentNullException>("options", () => new BatchExecutor(client, null!));
        Assert.Throws<ArgumentOutOfRangeException>(
            "options.BatchSize", () => new BatchExecutor(client, new BatchOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "options.BatchSize", () => new BatchExecutor(client, new BatchOptions { BatchSize = 21 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "options.ThrottleLimit", () => new BatchExecutor(client, new BatchOptions { ThrottleLimit = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("options.Window", () => new BatchExecutor(client, new BatchOptions { Window = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "TimeBudget", () => new BatchExecutor(client, new BatchOptions { TimeBudget = TimeSpan.FromTicks(-1) }));
    }

    [Theory]
    [InlineData(300, 0, 300)]
    [InlineData(300, 100, 200)]
    [InlineData(300, 300, 0)]
    [InlineData(300, 400, 0)]
    [InlineData(0, 0, 0)]
    public async Task TimeBudget_ends_the_run_when_what_earlier_executors_left_of_it_is_used_up(int budget, int used, int seconds)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);
        TimeSpan limit = TimeSpan.FromSeconds(budget);
        BatchExecutor executor = new(client, new BatchOptions { TimeBudget = limit, TimeUsed = TimeSpan.FromSeconds(used) });
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(seconds));
        clock.Advance(TimeSpan.FromSeconds(seconds));
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));
        executor.Complete();

        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);
        await executor.DisposeAsync();

        Assert.Contains(
            $"was not sent: the time budget of {limit} is used up.", Assert.Single(rows).Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task TimeBudget_leaves_its_own_grace_to_what_is_in_flight()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        Task arrived = server.HoldRequests();
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock, timeout: TimeSpan.FromHours(1));
        await using BatchExecutor executor = new(client, new BatchOptions
        {
            TimeBudget = TimeSpan.FromMinutes(5),
            BudgetGrace = TimeSpan.FromSeconds(40),
            StopGrace = TimeSpan.FromSeconds(1),
            BatchSize = 1,
        });
        executor.TryPost(new WorkItem(1, Rows.Post("a"), null));
        executor.Complete();
        await arrived.WaitAsync(End);
        clock.Advance(TimeSpan.FromMinutes(5));
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(40));

        clock.Advance(TimeSpan.FromSeconds(40));
        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);

        Assert.Equal(RowOutcome.Unknown, Assert.Single(rows).Outcome);
    }

    [Fact]
    public async Task DisposeAsync_rows_name_the_end_of_the_run_and_no_timer_is_left()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);
        BatchExecutor executor = new(client, new BatchOptions { TimeBudget = TimeSpan.FromMinutes(5), Linger = TimeSpan.FromMinutes(1) });
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));

        await executor.DisposeAsync();

        Assert.True(executor.TryTake(out RowResult? row));
        Assert.EndsWith("was not sent: the run was ended.", row.Failure!.Message, StringComparison.Ordinal);
        Assert.False(clock.WhenWaitingAsync().IsCompleted);
    }

    [Theory]
    [InlineData(4096, null, 8, 1024)]
    [InlineData(4096, null, 64, 2560)]
    [InlineData(100, null, 8, 100)]
    [InlineData(100, 30, 8, 30)]
    [InlineData(30, 100, 8, 30)]
    public async Task TryPost_rows_are_accepted_up_to_the_window(int window, int? normalWindow, int throttleLimit, int accepted)
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: new VirtualClock());
        await using BatchExecutor executor = new(
            client, new BatchOptions { Window = window, NormalWindow = normalWindow, ThrottleLimit = throttleLimit });
        int posted = 0;
        while (executor.TryPost(new WorkItem(posted + 1, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null)))
        {
            posted++;
        }

        Assert.Equal((accepted, accepted), (posted, executor.Outstanding));
        Assert.True(executor.TryTake(out _));
        Assert.True(executor.TryPost(new WorkItem(posted + 1, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null)));
        Assert.False(executor.TryPost(new WorkItem(posted + 2, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null)));
    }

    [Fact]
    public async Task TryPost_whole_window_is_available_while_a_row_waits_for_another_attempt()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(429, BatchServer.Error("TooManyRequests"), "60");
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, new RetryPolicy(), clock: clock);
        await using BatchExecutor executor = new(
            client, new BatchOptions { BatchSize = 1, ThrottleLimit = 1, Window = 5, NormalWindow = 1 });
        Assert.True(executor.TryPost(new WorkItem(1, Rows.Patch("a"), null)));
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(60));

        int posted = 1;
        while (executor.TryPost(new WorkItem(posted + 1, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null)))
        {
            posted++;
        }

        Assert.Equal(5, posted);
    }

    [Fact]
    public async Task TryPost_row_that_changes_nothing_is_done_and_rows_that_failed_their_check_count_for_MaxErrors()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await using BatchExecutor executor = new(client, new BatchOptions { MaxErrors = 2, Linger = TimeSpan.FromMinutes(1) });
        executor.TryPost(WorkItem.CreateDone(1, null));
        executor.TryPost(new WorkItem(2, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null));
        Assert.False(executor.Statistics.IsStoppedByErrors);
        executor.TryPost(new WorkItem(3, new GraphFailure(GraphErrorId.InvalidRow, "wrong"), null));
        Assert.True(executor.Statistics.IsStoppedByErrors);
        executor.TryPost(new WorkItem(4, Rows.Patch("a"), null));
        executor.Complete();

        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);

        Assert.Equal([RowOutcome.Done, RowOutcome.Failed, RowOutcome.Failed, RowOutcome.NotSent], rows.Select(row => row.Outcome));
        Assert.Contains("2 rows failed, which is the limit of -MaxErrors", rows[3].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryPost_after_the_end_says_that_the_run_has_ended_and_a_missing_row_is_refused()
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"));
        await using BatchExecutor executor = new(client, new BatchOptions());
        Assert.Throws<ArgumentNullException>("item", () => executor.TryPost(null!));
        executor.Complete();

        InvalidOperationException ended = Assert.Throws<InvalidOperationException>(
            () => executor.TryPost(new WorkItem(1, Rows.Patch("a"), null)));

        Assert.Equal("The run has ended; no more rows can be posted.", ended.Message);
        Assert.Equal((0, 0), (executor.Outstanding, executor.Statistics.Rows));
    }

    [Fact]
    public async Task PostAsync_wait_ends_at_once_when_it_is_cancelled()
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: new VirtualClock());
        await using BatchExecutor executor = new(client, new BatchOptions { Window = 1 });
        await executor.PostAsync(WorkItem.CreateDone(1, null), End);
        using CancellationTokenSource stop = new();
        Task posting = executor.PostAsync(WorkItem.CreateDone(2, null), stop.Token);
        Assert.False(posting.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        Assert.Equal(1, executor.Outstanding);
    }

    [Fact]
    public async Task WaitAsync_returns_at_once_when_the_next_row_has_ended_or_none_is_posted()
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: new VirtualClock());
        await using BatchExecutor executor = new(client, new BatchOptions());
        Assert.True(executor.WaitAsync(Timeout.InfiniteTimeSpan, End).IsCompleted);
        Assert.False(executor.TryTake(out _));
        executor.TryPost(WorkItem.CreateDone(1, null));

        Assert.True(executor.WaitAsync(Timeout.InfiniteTimeSpan, End).IsCompleted);
        Assert.True(executor.TryTake(out _));
        Assert.False(executor.TryTake(out _));
        Assert.Equal(0, executor.Outstanding);
    }

    [Fact]
    public async Task ErrorLimit_that_was_reached_before_stops_an_executor_at_its_start()
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: new VirtualClock());
        ErrorLimit limit = new(1);
        limit.Add();
        await using BatchExecutor executor = new(client, new BatchOptions { ErrorLimit = limit });
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));
        executor.Complete();

        List<RowResult> rows = [];
        await Rows.DrainAsync(executor, rows);

        Assert.EndsWith(
            "was not sent: 1 rows failed, which is the limit of -MaxErrors.",
            Assert.Single(rows).Failure!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitAsync_reports_the_failure_of_the_dispatcher_and_does_not_wait_endlessly()
    {
        FailingClock clock = new();
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: clock);
        BatchExecutor executor = new(client, new BatchOptions { Linger = TimeSpan.FromMinutes(1) });
        clock.Fails = true;
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            while (true)
            {
                await executor.WaitAsync(Timeout.InfiniteTimeSpan, End);
            }
        });

        Assert.Equal("The clock failed.", failure.Message);
        clock.Fails = false;
        await Assert.ThrowsAsync<InvalidOperationException>(() => executor.StopAsync("the test ends"));
    }

    [Fact]
    public async Task WaitAsync_reports_the_exception_that_left_rows_without_an_outcome()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        server.Item = static _ => new(429, BatchServer.Error("TooManyRequests"));
        GraphLog log = new()
        {
            Verbose = static message =>
            {
                if (message.Contains("Trying again", StringComparison.Ordinal)
                    || message.Contains("Looking whether", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException("The log failed.");
                }
            },
        };
        BatchExecutor executor = new(client, new BatchOptions { Log = log, Linger = TimeSpan.Zero });
        executor.TryPost(new WorkItem(1, Rows.Patch("a"), null));

        InvalidOperationException failure =
            await Assert.ThrowsAsync<InvalidOperationException>(() => Rows.DrainAsync(executor, []));

        Assert.Equal("The log failed.", failure.Message);
        Assert.Single(server.Calls);
        await Assert.ThrowsAsync<InvalidOperationException>(() => executor.StopAsync("the test ends"));
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

using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>The loop of a run, in a time that only the test moves.</summary>
public sealed class BatchDispatcherTests : IAsyncLifetime
{
    /// <summary>Which request of a run with an outage is the first probe: three small batches open the guard.</summary>
    private const int FirstProbe = 4;

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);
    private readonly VirtualClock _clock = new();
    private readonly List<RowState> _rows = [];
    private readonly List<string> _warnings = [];
    private BatchServer _server = null!;
    private GraphClient _client = null!;
    private BatchDispatcher _dispatcher = null!;
    private RunStatistics _statistics = null!;
    private Task _work = Task.CompletedTask;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await BatchServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _dispatcher.Stop("the test ends", TimeSpan.Zero);
        _dispatcher.Complete();
        await DriveAsync(_work);
        _dispatcher.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_incomplete_batch_is_sent_after_the_linger_time_and_not_before()
    {
        Start();
        Add(Patches(3));
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(Linger - TimeSpan.FromTicks(1));
        await _clock.WhenDueInAsync(TimeSpan.FromTicks(1));
        Assert.Empty(_server.Sizes);

        _clock.Advance(TimeSpan.FromTicks(1));

        await EndedAsync(3);
        Assert.Equal([3], _server.Sizes);
    }

    [Fact]
    public async Task RunAsync_full_batch_is_sent_at_once_and_the_rest_after_the_linger_time()
    {
        Start();
        Add(Patches(25));
        await EndedAsync(20);
        await _clock.WhenDueInAsync(Linger);
        Assert.Equal([20], _server.Sizes);

        _clock.Advance(Linger);

        await EndedAsync(25);
        Assert.Equal([20, 5], _server.Sizes);
    }

    [Fact]
    public async Task TryAdd_row_that_fills_a_batch_sends_it_before_the_linger_time_is_over()
    {
        Start();
        Add(Patches(19));
        await _clock.WhenDueInAsync(Linger);

        Add([Rows.Patch("last")]);

        await EndedAsync(20);
        Assert.Equal([20], _server.Sizes);
    }

    [Fact]
    public async Task TryAdd_rows_that_are_left_after_a_full_batch_wait_for_their_own_linger_time()
    {
        Start();
        Add(Patches(19));
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(TimeSpan.FromSeconds(4));

        Add(Enumerable.Range(0, 6).Select(static i => Rows.Patch($"x{i}")));
        await EndedAsync(20);

        await _clock.WhenDueInAsync(Linger);
        Assert.Equal([20], _server.Sizes);
    }

    [Fact]
    public async Task RunAsync_linger_time_begins_anew_with_the_first_row_after_a_batch()
    {
        Start();
        Add(Patches(1));
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(Linger);
        await EndedAsync(1);
        _clock.Advance(TimeSpan.FromHours(1));

        Add(Patches(1));
        await _clock.WhenDueInAsync(Linger);
        Assert.Single(_server.Sizes);
        _clock.Advance(Linger);
        await EndedAsync(2);
    }

    [Fact]
    public async Task RunAsync_rows_of_two_versions_are_two_batches_after_the_linger_time()
    {
        Start();
        Add([.. Patches(2), Rows.PatchBeta("x", 5), Rows.PatchBeta("y", 5)]);
        await _clock.WhenDueInAsync(Linger);

        _clock.Advance(Linger);

        await EndedAsync(4);
        Assert.Equal([2, 2], _server.Sizes);
    }

    [Fact]
    public async Task RunAsync_full_batch_beside_another_version_leaves_the_other_until_its_linger_time()
    {
        Start(rows: [Rows.PatchBeta("x", 5), .. Patches(20)]);
        await EndedAsync(20);
        await _clock.WhenDueInAsync(Linger);
        Assert.Equal([20], _server.Sizes);

        _clock.Advance(Linger);

        await EndedAsync(21);
        Assert.Equal([20, 0], _server.Sizes);
    }

    [Fact]
    public async Task RunAsync_rows_that_are_left_beside_a_full_batch_keep_their_linger_time()
    {
        Start();
        Add([Rows.PatchBeta("x", 5), .. Patches(19)]);
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(TimeSpan.FromSeconds(4));

        Add(Enumerable.Range(0, 20).Select(static i => Rows.Patch($"x{i}")));
        await EndedAsync(20);
        Assert.Equal([20], _server.Sizes);

        await DriveAsync(EndedAsync(40));
        Assert.InRange(_clock.Elapsed, Linger, Linger + TimeSpan.FromSeconds(1));
        Assert.Equal(3, _server.Sizes.Count);
    }

    [Fact]
    public async Task RunAsync_linger_time_runs_while_the_only_slot_is_taken()
    {
        TaskCompletionSource arrived = New();
        TaskCompletionSource may = New();
        _server.Whole = async (_, _) =>
        {
            arrived.TrySetResult();
            await may.Task;
            return false;
        };
        Start(new BatchOptions { ThrottleLimit = 1, Linger = Linger });
        Add(Patches(20));
        await arrived.Task.WaitAsync(End);

        Add([Rows.Patch("x")]);
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(Linger);
        may.SetResult();

        await EndedAsync(21);
        Assert.Equal([20, 0], _server.Sizes);
    }

    [Fact]
    public async Task RunAsync_batch_whose_rows_all_end_unsent_leaves_its_slot_to_the_next()
    {
        _server.Item = static _ => new(410, BatchServer.Error("Gone"));
        Start(new BatchOptions { ThrottleLimit = 1, BatchSize = 2, Linger = Linger, SkipsGone = static _ => true });
        Add(Enumerable.Range(0, 6).Select(static i => ReadingHost.List($"policy{i}")));
        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Equal([2], _server.Sizes);
        Assert.Equal(6, _statistics.Failed);
    }

    [Fact]
    public async Task Flush_row_that_comes_while_the_flushed_batch_waits_for_quota_is_not_flushed()
    {
        // Longer than the wait for quota.
        TimeSpan linger = TimeSpan.FromMinutes(1);
        Start(new BatchOptions { Linger = linger }, writeLimit: 20);
        Add(Patches(20));
        await EndedAsync(20);
        Add([Rows.Patch("flushed")]);
        await _clock.WhenDueInAsync(linger);
        _dispatcher.Flush();
        await WaitingForQuotaAsync();

        Add([Rows.Patch("later")]);
        await DriveAsync(EndedAsync(22));

        Assert.Equal([20, 0, 0], _server.Sizes);
        Assert.True(_clock.Elapsed >= linger);
    }

    [Fact]
    public async Task Flush_sends_every_incomplete_batch_and_later_rows_wait_again()
    {
        Start();
        Add([.. Patches(2), Rows.PatchBeta("x", 5), Rows.PatchBeta("y", 5)]);
        await _clock.WhenDueInAsync(Linger);

        _dispatcher.Flush();

        await EndedAsync(4);
        Assert.Equal([2, 2], _server.Sizes);
        Add(Patches(1));
        await _clock.WhenDueInAsync(Linger);
        Assert.Equal(2, _server.Sizes.Count);
    }

    [Fact]
    public async Task Complete_sends_incomplete_batches_and_ends_the_run()
    {
        Start();
        Add([.. Patches(2), Rows.PatchBeta("x", 5)]);
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(TimeSpan.FromSeconds(1));

        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Equal(3, _statistics.Done);
        Assert.False(_dispatcher.TryAdd(Row(Rows.Patch("late"))));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _statistics.Duration);
    }

    [Fact]
    public async Task Complete_run_without_rows_ends_at_once()
    {
        Start();
        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Empty(_server.Sizes);
    }

    [Fact]
    public async Task RunAsync_row_that_waits_for_a_retry_keeps_the_run_alive_until_its_time()
    {
        _server.Item = static call => call.Attempt == 1 ? new(503, BatchServer.Error("TooManyRequests"), "30") : new(204);
        Start();
        Add(Patches(2));
        _dispatcher.Complete();
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(30));
        Assert.True(_dispatcher.IsRetrying);
        Assert.False(_work.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(30));
        await _work.WaitAsync(End);

        Assert.Equal([2, 2], _server.Sizes);
        Assert.Equal(2, _statistics.Done);
        Assert.False(_dispatcher.IsRetrying);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(30, 10)]
    public async Task RunAsync_wait_is_that_of_the_retry_or_of_the_linger_time_whichever_is_shorter(int retryAfter, int seconds)
    {
        _server.Item = call => call.Attempt == 1 && call.Url.EndsWith("/i0", StringComparison.Ordinal)
            ? new(503, BatchServer.Error("TooManyRequests"), retryAfter.ToString(CultureInfo.InvariantCulture))
            : new(204);
        Start();
        Add(Patches(1));
        _dispatcher.Flush();
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(retryAfter));

        Add([Rows.Patch("x")]);

        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(seconds));
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await EndedAsync(1);
        Assert.Equal(retryAfter == 4 ? RowOutcome.Done : null, _rows[0].Result?.Outcome);
        Assert.Equal(retryAfter == 4 ? null : RowOutcome.Done, _rows[1].Result?.Outcome);
    }

    [Fact]
    public async Task TryAdd_row_in_doubt_is_looked_for_in_its_collection_before_the_input_ends()
    {
        _server.Item = static _ => new(
            200, new JObject { ["value"] = new JArray(new JObject { ["id"] = "a", ["deviceDisplayName"] = "device" }) });
        Start(new BatchOptions { RetryInDoubt = true, Linger = Linger });
        RowState row = Row(Rows.Post());
        row.IsInDoubt = true;
        row.SetScan();
        Assert.True(_dispatcher.TryAdd(row));
        await _clock.WhenDueInAsync(Linger);
        _clock.Advance(Linger);

        // The read waits for other rows of its collection.
        await _clock.WhenDueInAsync(Linger);
        Assert.Empty(_server.Sizes);
        _clock.Advance(Linger);

        await EndedAsync(1);
        Assert.Equal((RowOutcome.Done, "a"), (row.Result!.Outcome, row.CreatedId));
        Assert.Equal("GET", Assert.Single(_server.Calls).Method);
    }

    [Fact]
    public async Task Suspend_run_ends_only_after_the_row_that_was_held_back()
    {
        TaskCompletionSource arrived = New();
        TaskCompletionSource may = New();
        _server.Whole = async (_, _) =>
        {
            arrived.TrySetResult();
            await may.Task;
            return false;
        };
        Start();
        Add(Patches(1));
        _dispatcher.Suspend();
        _dispatcher.Complete();
        await arrived.Task.WaitAsync(End);
        may.SetResult();
        await EndedAsync(1);
        RowState held = Row(Rows.Patch("held"));
        Assert.False(_work.IsCompleted);

        _dispatcher.Resume(held);
        await _work.WaitAsync(End);

        Assert.Equal(RowOutcome.Done, held.Result!.Outcome);
    }

    [Fact]
    public async Task RunAsync_no_more_requests_are_in_flight_than_there_are_slots()
    {
        int running = 0;
        int most = 0;
        object gate = new();
        TaskCompletionSource both = New();
        _server.Whole = async (_, _) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
                if (most == 2)
                {
                    both.TrySetResult();
                }
            }

            await both.Task;
            lock (gate)
            {
                running--;
            }

            return false;
        };
        Start(new BatchOptions { ThrottleLimit = 2, BatchSize = 2, Linger = Linger });
        Add(Patches(20));
        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Equal((2, 20, 10), (most, _statistics.Done, _server.Sizes.Count));
    }

    [Fact]
    public async Task Stop_rows_that_were_not_sent_name_the_first_reason()
    {
        TaskCompletionSource arrived = New();
        TaskCompletionSource may = New();
        _server.Whole = async (_, _) =>
        {
            arrived.TrySetResult();
            await may.Task;
            return false;
        };
        Start(new BatchOptions { ThrottleLimit = 1, Linger = Linger });
        Add(Patches(45));
        await arrived.Task.WaitAsync(End);

        _dispatcher.Stop("the first reason");
        _dispatcher.Stop("the second reason");
        may.SetResult();
        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Equal((20, 25), (_statistics.Done, _statistics.NotSent));
        Assert.All(
            _rows.Where(static row => row.Result!.Outcome == RowOutcome.NotSent),
            row => Assert.EndsWith("was not sent: the first reason.", row.Result!.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_rows_that_come_later_and_rows_that_wait_for_a_retry_end_at_once()
    {
        _server.Item = static _ => new(429, BatchServer.Error("TooManyRequests"), "30");
        Start();
        Add(Patches(2));
        _dispatcher.Flush();
        await _clock.WhenDueInAsync(TimeSpan.FromSeconds(30));

        _dispatcher.Stop("the test stops the run");
        await EndedAsync(2);
        Add([Rows.Patch("late")]);
        _dispatcher.Complete();
        await _work.WaitAsync(End);

        Assert.Equal((3, 2), (_statistics.NotSent, _server.Calls.Count));
    }

    [Theory]
    [InlineData(10, 0, 20, 10)]
    [InlineData(10, 0, 4, 4)]
    [InlineData(10, 8, 4, 10)]
    [InlineData(10, 4, 10, 10)]
    [InlineData(10, 4, 2, 6)]
    public async Task Stop_later_stop_can_shorten_the_grace_and_not_extend_it(int first, int after, int second, int seconds)
    {
        Task arrived = _server.HoldRequests();
        Start();
        Add(Patches(20));
        await arrived.WaitAsync(End);
        _dispatcher.Stop("first", TimeSpan.FromSeconds(first));
        _clock.Advance(TimeSpan.FromSeconds(after));
        _dispatcher.Stop("second", TimeSpan.FromSeconds(second));
        _dispatcher.Complete();
        _clock.Advance(TimeSpan.FromSeconds(seconds - after) - TimeSpan.FromTicks(1));
        Assert.Equal(0, _statistics.Completed);

        _clock.Advance(TimeSpan.FromTicks(1));
        await _work.WaitAsync(End);

        Assert.Equal(20, _statistics.Unknown);
    }

    [Fact]
    public async Task Stop_after_the_end_does_nothing()
    {
        Start();
        _dispatcher.Complete();
        await _work.WaitAsync(End);
        _dispatcher.Dispose();

        _dispatcher.Stop("late");
    }

    [Fact]
    public async Task RunAsync_batch_larger_than_the_quota_is_sent_in_parts()
    {
        Start(writeLimit: 30);
        Add([.. Patches(70)]);
        _dispatcher.Complete();
        await _clock.WhenWaitingAsync();
        await DriveAsync(_work);

        Assert.Equal(70, _statistics.Done);
        Assert.Equal(70, _server.Calls.Select(static call => call.Url).Distinct().Count());
        Assert.Equal(70, _server.Calls.Count);
        Assert.True(_statistics.QuotaWait > TimeSpan.Zero);
        Assert.False(_statistics.IsWaiting);
    }

    [Fact]
    public async Task RunAsync_wait_for_quota_is_shown_while_it_lasts()
    {
        Start(writeLimit: 20);
        Add(Patches(40));
        await EndedAsync(20);
        await WaitingForQuotaAsync();

        Assert.Equal(TimeSpan.Zero, _statistics.QuotaWait);
        _dispatcher.Complete();
        await DriveAsync(_work);

        Assert.Equal(40, _statistics.Done);
        Assert.InRange(_statistics.QuotaWait.TotalSeconds, 1, 60);
        Assert.False(_statistics.IsWaiting);
    }

    [Fact]
    public async Task RunAsync_outage_is_waited_for_with_probes_until_the_patience_is_over()
    {
        _server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(context, 503, "text/html", "<html>");
            return true;
        };
        Start(Outage(), policy: new RetryPolicy
        {
            BaseDelay = TimeSpan.FromSeconds(10),
            MaxDelay = TimeSpan.FromSeconds(10),
            MaxTotalDelay = TimeSpan.FromSeconds(100),
            MaxUnreachedDelay = TimeSpan.FromSeconds(20),
        });
        Add(Patches(20));
        _dispatcher.Complete();
        await DriveAsync(_work);

        string host = _server.Http.BaseAddress.Authority;
        Assert.Equal(
            $"{host} does not respond. The run is paused for up to 00:01:40 and continues when the service responds.", _warnings[0]);

        // Each wait is 5 to 10 seconds.
        Assert.InRange(SecondsWithoutResponse(), 90, 100);
        Assert.True(_clock.Elapsed >= TimeSpan.FromSeconds(90));
        Assert.InRange(
            _server.Calls.Count(static call => call.Method == "GET" && call.Url.EndsWith("iosUpdateStatuses", StringComparison.Ordinal)),
            9,
            20);
        Assert.DoesNotContain(_rows, static row => row.Result!.Outcome == RowOutcome.Done);
    }

    [Fact]
    public async Task RunAsync_patience_is_short_while_the_service_was_never_reached()
    {
        Uri nobody;
        await using (BatchServer gone = await BatchServer.StartAsync())
        {
            nobody = gone.Http.BaseAddress;
        }

        Start(
            Outage(),
            policy: new RetryPolicy
            {
                BaseDelay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                MaxTotalDelay = TimeSpan.FromSeconds(100),
                MaxUnreachedDelay = TimeSpan.FromSeconds(20),
            },
            endpoint: nobody);
        Add(Patches(20));
        _dispatcher.Complete();
        await DriveAsync(_work);

        Assert.Contains("The run is paused for up to 00:00:20 and continues", _warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(_rows, static row => row.Result!.Outcome is RowOutcome.Done or RowOutcome.Unknown);
        Assert.InRange(SecondsWithoutResponse(), 19, 20);

        // What was refused before the run gave up fails with its own reason.
        Assert.All(
            _rows.Take(4),
            static row => Assert.Equal((RowOutcome.Failed, GraphErrorId.Connection), (row.Result!.Outcome, row.Result.Failure!.ErrorId)));
    }

    [Fact]
    public async Task RunAsync_run_continues_when_a_probe_succeeds()
    {
        int calls = 0;
        _server.Whole = async (context, _) =>
        {
            if (Interlocked.Increment(ref calls) > 6)
            {
                return false;
            }

            await BatchServer.SendAsync(
                context, 503, "application/json", BatchServer.Error("TooManyRequests").ToString(), ("Retry-After", "1"));
            return true;
        };
        Start(Outage(), policy: new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(1) });
        Add(Patches(20));
        _dispatcher.Complete();
        await DriveAsync(_work);

        Assert.Equal(20, _statistics.Done);
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task RunAsync_probe_whose_sign_in_is_cancelled_by_its_own_timeout_is_repeated()
    {
        ScriptedTokens tokens = new(static asked =>
            asked == FirstProbe ? Task.FromException(new TaskCanceledException("The sign-in took too long.")) : Task.CompletedTask);
        _server.Whole = async (context, _) =>
        {
            bool isOutage = _server.Sizes.Count < FirstProbe;
            if (isOutage)
            {
                await BatchServer.SendAsync(context, 503, "text/html", "<html>");
            }

            return isOutage;
        };
        Start(Outage(), tokens: tokens);
        Add(Patches(20));
        _dispatcher.Complete();
        await DriveAsync(_work);

        Assert.Equal(20, _statistics.Done);
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task Stop_during_the_sign_in_of_a_probe_that_then_fails_ends_the_rows_as_not_sent()
    {
        TaskCompletionSource asking = New();
        TaskCompletionSource may = New();
        ScriptedTokens tokens = new(async asked =>
        {
            if (asked == FirstProbe)
            {
                asking.SetResult();
                await may.Task;
                throw new SignInException("The account is locked.");
            }
        });
        _server.Whole = static async (context, _) =>
        {
            await BatchServer.SendAsync(context, 503, "text/html", "<html>");
            return true;
        };
        Start(Outage(), tokens: tokens);
        Add(Patches(20));
        _dispatcher.Complete();
        await DriveAsync(asking.Task);

        _dispatcher.Stop("the test stops the run");
        may.SetResult();
        await _work.WaitAsync(End);

        Assert.Equal(20, _statistics.Completed);
        Assert.Equal(14, _statistics.NotSent);
        Assert.All(
            _rows.Where(static row => row.Result!.Outcome == RowOutcome.NotSent),
            static row => Assert.EndsWith("was not sent: the test stops the run.", row.Result!.Failure!.Message, StringComparison.Ordinal));
    }

    /// <summary>How long the service did not respond, as the rows say that were not sent.</summary>
    private int SecondsWithoutResponse()
    {
        string reason = _rows.First(static row => row.Result!.Outcome == RowOutcome.NotSent).Result!.Failure!.Message;
        return int.Parse(reason.Split("did not respond for ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>One small batch at a time, so that three of them open the guard.</summary>
    private BatchOptions Outage() => new()
    {
        ThrottleLimit = 1,
        BatchSize = 2,
        Linger = Linger,
        Log = new GraphLog { Warning = _warnings.Add },
    };

    private void Start(
        BatchOptions? options = null,
        RetryPolicy? policy = null,
        int writeLimit = 0,
        Uri? endpoint = null,
        ITokenSource? tokens = null,
        IEnumerable<GraphRequest>? rows = null)
    {
        _client = new GraphClient(new GraphClientOptions
        {
            Endpoint = endpoint ?? _server.Http.BaseAddress,
            Tokens = tokens ?? TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            WriteLimit = writeLimit,
            Retry = policy ?? ExecutorParts.Slow,
            Clock = _clock,

            // The time of the test may run while a request is under way.
            RequestTimeout = TimeSpan.MaxValue,
        });
        _statistics = new RunStatistics(_clock);
        _dispatcher = new BatchDispatcher(_client, options ?? new BatchOptions { Linger = Linger }, _statistics);

        // Rows that are added before the loop starts are taken together.
        Add(rows ?? []);
        _work = Task.Run(_dispatcher.RunAsync);
    }

    private static IEnumerable<GraphRequest> Patches(int count) =>
        Enumerable.Range(0, count).Select(static i => Rows.Patch("i" + i.ToString(CultureInfo.InvariantCulture)));

    private void Add(IEnumerable<GraphRequest> requests)
    {
        foreach (GraphRequest request in requests)
        {
            Assert.True(_dispatcher.TryAdd(Row(request)));
        }
    }

    private RowState Row(GraphRequest request)
    {
        RowState row = new(new WorkItem(_rows.Count + 1, request, null));
        _rows.Add(row);
        return row;
    }

    private async Task EndedAsync(int rows)
    {
        while (_statistics.Completed < rows)
        {
            await _dispatcher.RowsCompleted.WaitAsync(Timeout.InfiniteTimeSpan, End);
        }
    }

    private async Task WaitingForQuotaAsync()
    {
        while (!_statistics.IsWaiting)
        {
            await _clock.WhenWaitingAsync();
            await Task.Yield();
        }
    }

    /// <summary>Moves the time on whenever the run waits, until it has ended.</summary>
    private async Task DriveAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, _clock.WhenWaitingAsync());
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await work;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A token for each request, after what the test does when it is asked for the first, second, third time.</summary>
    private sealed class ScriptedTokens(Func<int, Task> whenAsked) : ITokenSource
    {
        private int _asked;

        public async ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken)
        {
            await whenAsked(Interlocked.Increment(ref _asked));
            return new BearerToken("token", DateTimeOffset.MaxValue);
        }
    }
}

using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Journal;
using DeviceStatus.Graph.Throttling;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class BatchSenderTests : IAsyncLifetime
{
    private static readonly BatchOptions Plain = new() { Linger = TimeSpan.Zero };
    private BatchServer _server = null!;
    private ExecutorParts _parts = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await BatchServer.StartAsync();
        _parts = new ExecutorParts(Plain, _server.Http.BaseAddress);
        _parts.AddOutages();
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 204, "response")]
    [InlineData(1, 400, "response")]
    [InlineData(1, 503, "nothing")]
    [InlineData(2, 204, "response")]
    [InlineData(2, 400, "response")]
    [InlineData(2, 503, "outage")]
    [InlineData(2, 502, "outage")]
    [InlineData(2, 500, "response")]
    [InlineData(2, 429, "response")]
    public async Task SendAsync_guard_is_told_whether_the_service_works(int rows, int status, string expected)
    {
        _server.Item = _ => new(status);

        await SendAsync(Patches(rows));

        Assert.Equal(expected, ToldTheGuard());
    }

    [Fact]
    public async Task SendAsync_batch_with_one_usable_item_shows_that_the_service_works()
    {
        _server.Item = call => new(call.Url.EndsWith("/i0", StringComparison.Ordinal) ? 204 : 503);

        await SendAsync(Patches(3));

        Assert.Equal("response", ToldTheGuard());
    }

    [Fact]
    public async Task SendAsync_batch_without_any_item_shows_that_the_service_responds()
    {
        Whole(200, "application/json", "{\"responses\":[]}");

        await SendAsync(Patches(2));

        Assert.Equal("response", ToldTheGuard());
    }

    [Theory]
    [InlineData(503, "outage")]
    [InlineData(504, "outage")]
    [InlineData(400, "response")]
    [InlineData(413, "response")]
    public async Task SendAsync_guard_is_told_of_a_batch_that_is_refused_as_a_whole(int status, string expected)
    {
        Whole(status, "text/html", "<html>");

        await SendAsync(Patches(2));

        Assert.Equal(expected, ToldTheGuard());
    }

    [Fact]
    public async Task SendAsync_lost_connection_counts_as_an_outage_and_does_not_stop_the_run()
    {
        _server.Whole = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        List<RowState> rows = await SendAsync(Patches(2));

        Assert.Equal("outage", ToldTheGuard());
        Assert.Empty(_parts.Stops);
        Assert.All(rows, row => Assert.Equal((RowStep.LookUp, null), (row.Step, row.Result)));
        Assert.Equal((1, 1, 0), Figures());
    }

    [Fact]
    public async Task SendAsync_exception_between_two_rows_leaves_the_decision_about_the_first()
    {
        _server.Item = call => call.Url.EndsWith("/i0", StringComparison.Ordinal)
            ? new(204)
            : new(429, BatchServer.Error("TooManyRequests"));
        int thrown = 0;
        GraphLog log = new()
        {
            Verbose = message =>
            {
                if (message.Contains("Trying again", StringComparison.Ordinal) && thrown++ == 0)
                {
                    throw new InvalidOperationException("The log failed.");
                }
            },
        };
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, Log = log }, _server.Http.BaseAddress);
        List<RowState> rows = Patches(2);

        await parts.SendAsync(rows);

        Assert.Equal((RowOutcome.Done, null, 1), (rows[0].Result?.Outcome, rows[1].Result, thrown));
        Assert.Equal(1, parts.Run.Statistics.Completed);
        Assert.Equal([rows[1]], parts.DueAfter(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task SendAsync_request_that_is_cancelled_is_no_outage()
    {
        List<RowState> rows = Patches(2);

        await _parts.SendAsync(rows, new CancellationToken(canceled: true));

        Assert.Equal("nothing", ToldTheGuard());
        Assert.Empty(_parts.Stops);
        Assert.All(rows, row => Assert.Equal(RowOutcome.NotSent, row.Result!.Outcome));
        Assert.Contains("the run was stopped while it was still connecting", rows[0].Result!.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_failed_sign_in_stops_the_run()
    {
        using ExecutorParts parts = new(Plain, _server.Http.BaseAddress, tokens: new NoTokens(new SignInException("No.")));
        parts.AddOutages();

        List<RowState> rows = Patches(2);
        await parts.SendAsync(rows);

        Assert.Equal(["the sign-in failed"], parts.Stops);
        Assert.All(
            rows, row => Assert.Equal((RowOutcome.Failed, GraphErrorId.Unauthorized), (row.Result!.Outcome, row.Result.Failure!.ErrorId)));
        Assert.Equal("nothing", Told(parts));
    }

    [Fact]
    public async Task SendAsync_closed_connection_stops_the_run()
    {
        _parts.Client.Dispose();

        List<RowState> rows = await SendAsync(Patches(2));

        Assert.Equal([ConnectionClosedException.Reason], _parts.Stops);
        Assert.All(rows, row => Assert.Equal(RowOutcome.NotSent, row.Result!.Outcome));
    }

    [Fact]
    public async Task SendAsync_connection_that_needs_another_setting_stops_the_run()
    {
        HttpRequestException refused = new(HttpRequestError.ProxyTunnelError, "The proxy wants 407.");
        using ExecutorParts parts = new(Plain, _server.Http.BaseAddress, tokens: new NoTokens(refused));

        List<RowState> rows = Patches(2);
        await parts.SendAsync(rows);

        Assert.Equal(["the connection cannot be made: The proxy wants 407."], parts.Stops);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Failed, row.Result!.Outcome));
    }

    [Theory]
    [InlineData(true, "the service refused the token (InvalidAuthenticationToken.)")]
    [InlineData(false, "the service refused the token (401)")]
    public async Task SendAsync_refused_token_stops_the_run(bool hasError, string reason)
    {
        Whole(401, "application/json", hasError ? BatchServer.Error("InvalidAuthenticationToken").ToString() : "{}");

        await SendAsync(Patches(1));
        await SendAsync(Patches(2));

        Assert.Equal([reason, reason], _parts.Stops);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(204)]
    public async Task SendAsync_other_responses_do_not_stop_the_run(int status)
    {
        _server.Item = _ => new(status, status == 204 ? null : BatchServer.Error("Forbidden"));

        await SendAsync(Patches(1));
        await SendAsync(Patches(2));

        Assert.Empty(_parts.Stops);
    }

    [Fact]
    public async Task SendAsync_item_with_401_ends_its_row_and_not_the_run()
    {
        _server.Item = _ => new(401, BatchServer.Error("InvalidAuthenticationToken"));

        List<RowState> rows = await SendAsync(Patches(2));

        Assert.Empty(_parts.Stops);
        Assert.All(rows, row => Assert.Equal(GraphErrorId.Unauthorized, row.Result!.Failure!.ErrorId));
    }

    [Fact]
    public async Task SendAsync_batch_that_is_too_large_is_split_by_half_of_its_bytes_and_its_attempt_does_not_count()
    {
        Whole(413, null, string.Empty);
        List<RowState> rows = Patches(4);
        int half = BatchEnvelope.Write(rows).Length / 2;

        await SendAsync(rows);

        Assert.Equal(half, _parts.Run.MaxBatchBytes);
        Assert.Equal(BatchEnvelope.Split(rows, half), _parts.Run.Groups.ToList());
        Assert.True(_parts.Run.Groups.Count >= 2);
        Assert.All(rows, row => Assert.Equal((0, null), (row.Attempts, row.Result)));
        Assert.True(_parts.Run.Retries.IsEmpty);

        // A larger batch that was under way meanwhile does not raise the limit again.
        await SendAsync(Patches(20));
        Assert.Equal(half, _parts.Run.MaxBatchBytes);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(499)]
    public async Task SendAsync_batch_that_is_refused_as_a_whole_is_sent_row_by_row(int status)
    {
        Whole(status, "application/json", BatchServer.Error("BadRequest").ToString());
        List<RowState> rows = Patches(3);
        rows[1].SetRead(RowStep.ReadBack);

        await SendAsync(rows);

        Assert.Equal(rows.Select(static row => new List<RowState> { row }), _parts.Run.Groups.ToList());
        Assert.All(rows, row => Assert.Equal((0, 0, null), (row.Attempts, row.ReadAttempts, row.Result)));
        Assert.Equal(int.MaxValue, _parts.Run.MaxBatchBytes);
    }

    [Theory]
    [InlineData(401, RowOutcome.Failed)]
    [InlineData(403, RowOutcome.Failed)]
    [InlineData(407, RowOutcome.Failed)]
    [InlineData(408, null)]
    [InlineData(429, null)]
    [InlineData(500, null)]
    [InlineData(302, RowOutcome.Failed)]
    public async Task SendAsync_refusal_that_is_not_about_one_row_applies_to_each(int status, RowOutcome? outcome)
    {
        Whole(status, "application/json", BatchServer.Error("Code").ToString());

        List<RowState> rows = await SendAsync(Patches(3));

        Assert.Empty(_parts.Run.Groups);
        Assert.All(rows, row => Assert.Equal(outcome, row.Result?.Outcome));
        Assert.Equal(outcome is null, !_parts.Run.Retries.IsEmpty);
        Assert.All(rows, row => Assert.Equal(1, row.Attempts));
    }

    [Fact]
    public async Task SendAsync_throttled_items_wait_as_long_as_the_longest_of_them()
    {
        _server.Item = call => call.Url.EndsWith("/i0", StringComparison.Ordinal) ? new(204)
            : call.Url.EndsWith("/i1", StringComparison.Ordinal) ? new(429, BatchServer.Error("TooManyRequests"), "7")
            : call.Url.EndsWith("/i2", StringComparison.Ordinal) ? new(429, BatchServer.Error("TooManyRequests"), "30")
            : call.Url.EndsWith("/i3", StringComparison.Ordinal) ? new(429, BatchServer.Error("TooManyRequests"))
            : new(400, BatchServer.Error("BadRequest"), "50");

        List<RowState> rows = await SendAsync(Patches(5));

        Assert.Equal(TimeSpan.FromSeconds(30), _parts.Wait());
        Assert.Equal([rows[1], rows[2], rows[3]], _parts.DueAfter(TimeSpan.FromSeconds(30)).OrderBy(static row => row.Number));
        Assert.Equal(3, _parts.Run.Statistics.Throttled);
        Assert.Empty(_parts.Stops);
    }

    [Theory]
    [InlineData(429, 40)]
    [InlineData(204, null)]
    public async Task SendAsync_wait_of_the_batch_counts_for_its_throttled_items(int status, int? seconds)
    {
        _server.Whole = async (context, items) =>
        {
            string body = BatchServer.Envelope(
                items.Select(item => new ItemAnswer(status, null, status == 429 ? "7" : null).ToResponse(item)));
            await BatchServer.SendAsync(context, 200, "application/json", body, ("Retry-After", "40"));
            return true;
        };

        await SendAsync(Patches(2));

        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, _parts.Wait());
    }

    [Theory]
    [InlineData(1, "3601", true)]
    [InlineData(2, "3601", true)]
    [InlineData(2, "3600", false)]
    [InlineData(2, null, false)]
    public async Task SendAsync_wait_that_is_longer_than_the_budget_stops_the_run(int rows, string? retryAfter, bool isStopped)
    {
        _server.Item = _ => new(429, BatchServer.Error("TooManyRequests"), retryAfter);

        await SendAsync(Patches(rows));

        Assert.Equal(
            isStopped ? ["the service asks for a wait of 01:00:01, longer than a row may wait in all (01:00:00)"] : [], _parts.Stops);
        Assert.Equal(rows, _parts.Run.Statistics.Throttled);
    }

    [Fact]
    public async Task SendAsync_long_wait_of_some_items_does_not_stop_the_run()
    {
        _server.Item = call => call.Url.EndsWith("/i0", StringComparison.Ordinal)
            ? new(204)
            : new(429, BatchServer.Error("TooManyRequests"), "3601");

        List<RowState> rows = await SendAsync(Patches(2));

        Assert.Empty(_parts.Stops);
        Assert.Equal((RowOutcome.Done, RowOutcome.Failed), (rows[0].Result!.Outcome, rows[1].Result!.Outcome));
    }

    [Theory]
    [InlineData(1, 204, true)]
    [InlineData(1, 429, false)]
    [InlineData(20, 204, true)]
    [InlineData(20, 429, false)]
    public async Task SendAsync_pacer_is_told_of_refused_rows(int rows, int status, bool isFree)
    {
        using ExecutorParts parts = new(Plain, _server.Http.BaseAddress, writeLimit: 100);
        _server.Item = _ => new(status, status == 204 ? null : BatchServer.Error("TooManyRequests"), status == 204 ? null : "30");
        for (int i = 0; i < 5 && parts.Client.Pacer.TryAcquire(PaceKind.Write, rows, out PacePermit? permit, out _); i++)
        {
            permit.Dispose();
            parts.Clock.Advance(TimeSpan.FromMinutes(1));
            await parts.SendAsync(Patches(rows));
            parts.Run.Retries.TakeAll();
        }

        Assert.Equal(isFree, parts.Client.Pacer.TryAcquire(PaceKind.Write, 1, out _, out TimeSpan wait));
        Assert.Equal(isFree, wait == TimeSpan.Zero);
    }

    [Theory]
    [InlineData(false, null, "a", true)]
    [InlineData(false, null, null, false)]
    [InlineData(false, true, "a", false)]
    [InlineData(false, false, "a", false)]
    [InlineData(true, true, "a", true)]
    [InlineData(true, null, null, true)]
    public async Task SendAsync_created_object_of_a_batch_is_read_where_its_id_is_needed(
        bool isAsked, bool? keepsIds, string? id, bool isRead)
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = isAsked }, _server.Http.BaseAddress);
        parts.Run.KeepsIds = keepsIds;
        _server.Item = _ => new(201, new JObject { ["id"] = "a" });
        List<RowState> rows = [parts.Row(Rows.Post(id)), parts.Row(Rows.Patch("b"))];

        await parts.SendAsync(rows);

        Assert.Equal(isRead ? "a" : null, rows[0].CreatedId);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Result!.Outcome));
    }

    [Fact]
    public async Task SendAsync_rows_behind_the_end_of_a_truncated_response_are_in_doubt_and_the_others_are_done()
    {
        _server.Whole = async (context, items) =>
        {
            string whole = BatchServer.Envelope(items.Select(static item => BatchServer.Response(item, 204)));
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = whole.Length;
            await context.Response.WriteAsync(whole[..whole.IndexOf("\"id\":\"2\"", StringComparison.Ordinal)]);
            await context.Response.Body.FlushAsync();
            return true;
        };

        List<RowState> rows = await SendAsync([_parts.Row(Rows.Post()), _parts.Row(Rows.Post())]);

        Assert.Equal([RowOutcome.Done, RowOutcome.Unknown], rows.Select(static row => row.Result!.Outcome));
        Assert.Contains("was sent, but no response arrived", rows[1].Result!.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_row_without_a_result_says_what_the_response_was()
    {
        Whole(200, "application/json", "{\"responses\":[]}");

        List<RowState> rows = await SendAsync([_parts.Row(Rows.Post()), _parts.Row(Rows.Post())]);

        Assert.All(rows, row => Assert.Contains(
            "the response of the batch holds no readable result for it (application/json).",
            row.Result!.Failure!.Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendAsync_requests_and_rows_in_flight_are_counted()
    {
        long inFlight = 0;
        _server.Whole = (_, _) =>
        {
            inFlight = _parts.Run.Statistics.InFlight;
            return Task.FromResult(false);
        };

        await SendAsync(Patches(3));
        Assert.Equal((3, (1, 1, 0)), (inFlight, Figures()));
        List<RowState> alone = await SendAsync(Patches(1));
        Assert.Equal((1, (2, 1, 0)), (inFlight, Figures()));
        Assert.Equal(1, alone[0].Attempts);
        Assert.Equal(4, _parts.Run.Statistics.Done);
    }

    [Fact]
    public async Task SendAsync_version_of_the_rows_is_that_of_the_batch()
    {
        string? path = null;
        _server.Whole = (context, _) =>
        {
            path = context.Request.Path.Value;
            return Task.FromResult(false);
        };

        await SendAsync([_parts.Row(Rows.PatchBeta("a", 5)), _parts.Row(Rows.PatchBeta("b", 5))]);

        Assert.Equal("/beta/$batch", path);
    }

    [Fact]
    public async Task SendAsync_rows_under_way_may_have_created_the_objects_that_are_found()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true }, _server.Http.BaseAddress);
        RowState doubtful = parts.InDoubt(Rows.Post(), isLookedUp: false);
        CollectionScan scan = new(doubtful.Request);
        scan.TryAdd(doubtful);
        ScannedRow scanned = scan.Rows[0];
        scanned.TakeIfEqual(EntityReader.Read("{\"id\":\"x\",\"deviceDisplayName\":\"device\"}"u8, doubtful.Request.Resource, null)!);
        List<CreationMatch> matches = [];
        _server.Whole = (_, _) =>
        {
            matches.Add(parts.Run.Creations!.Match(scan, scanned));
            return Task.FromResult(false);
        };
        _server.Item = _ => new(201, new JObject { ["id"] = "y" });

        await parts.SendAsync([parts.Row(Rows.Post())]);
        matches.Add(parts.Run.Creations!.Match(scan, scanned));

        Assert.Equal([CreationMatch.Uncertain, CreationMatch.Found], matches);
    }

    [Fact]
    public async Task SendAsync_journal_has_an_intent_before_the_first_attempt_of_a_write_only()
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, Journal = journal }, _server.Http.BaseAddress);
        List<int> lengths = [];
        _server.Whole = (_, _) =>
        {
            lengths.Add(disk.Content.Length);
            return Task.FromResult(false);
        };
        _server.Item = call => call.Attempt == 1 ? new(503, BatchServer.Error("TooManyRequests"), "1") : new(204);
        RowState row = Journaled(parts, journal, Rows.Patch("a"));
        int before = disk.Content.Length;

        await parts.SendAsync([row]);
        Assert.True(row.HasIntent);
        await parts.SendAsync([row]);
        RowState lookUp = Journaled(parts, journal, Rows.Patch("b"));
        lookUp.SetRead(RowStep.LookUp);
        await parts.SendAsync([lookUp]);

        Assert.True(lengths[0] > before);
        Assert.Equal(lengths[0], lengths[1]);
        Assert.True(disk.Content.Length > lengths[1]);
        Assert.False(lookUp.HasIntent);
    }

    [Fact]
    public async Task SendAsync_rows_whose_intent_cannot_be_written_are_not_sent_and_the_run_stops()
    {
        await using RunJournal journal = await FullAsync(hasRoomForIntent: false);
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, Journal = journal }, _server.Http.BaseAddress);
        List<RowState> rows = [Journaled(parts, journal, Rows.Patch("a")), Journaled(parts, journal, Rows.Patch("b"))];

        await parts.SendAsync(rows);

        const string Reason = "the journal could not be written (No space left on device)";
        Assert.Equal([Reason], parts.Stops);
        Assert.Empty(_server.Calls);
        Assert.All(rows, row => Assert.Equal((RowOutcome.NotSent, null, false), (row.Result!.Outcome, row.Result.Warning, row.HasIntent)));
        Assert.All(rows, row => Assert.Contains(Reason, row.Result!.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendAsync_outcome_that_cannot_be_written_is_reported_with_one_warning()
    {
        await using RunJournal journal = await FullAsync(hasRoomForIntent: true);
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, Journal = journal }, _server.Http.BaseAddress);
        RowState first = Journaled(parts, journal, Rows.Patch("a"));
        await parts.SendAsync([first]);
        RowState second = Journaled(parts, journal, Rows.Patch("b"));
        second.HasIntent = true;
        await parts.SendAsync([second]);

        Assert.Equal((RowOutcome.Done, RowOutcome.Done), (first.Result!.Outcome, second.Result!.Outcome));
        Assert.Equal(
            "From this row on, the journal records no outcomes: the journal could not be written (No space left on device).",
            first.Result.Warning);
        Assert.Null(second.Result.Warning);
        Assert.Equal(["the journal could not be written (No space left on device)"], parts.Stops);
    }

    [Fact]
    public async Task SendAsync_run_stops_when_too_many_rows_fail()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, MaxErrors = 2 }, _server.Http.BaseAddress);
        _server.Item = _ => new(400, BatchServer.Error("BadRequest"));

        await parts.SendAsync([parts.Row(Rows.Patch("a"))]);
        Assert.False(parts.Run.Statistics.IsStoppedByErrors);
        await parts.SendAsync([parts.Row(Rows.Patch("b"))]);

        Assert.True(parts.Run.Statistics.IsStoppedByErrors);
        Assert.Equal(["2 rows failed, which is the limit of -MaxErrors"], parts.Stops);
    }

    [Fact]
    public async Task SendAsync_row_that_waited_for_another_of_its_object_is_due_when_that_has_ended()
    {
        RowState first = _parts.Row(Rows.Patch("a"));
        RowState second = _parts.Row(Rows.Patch("a"));
        Assert.True(_parts.Run.Objects.TryEnter(first));
        Assert.False(_parts.Run.Objects.TryEnter(second));

        await SendAsync([first]);
        Assert.Equal([second], _parts.DueAfter(TimeSpan.Zero));
        await SendAsync([second]);

        Assert.True(_parts.Run.Retries.IsEmpty);
        Assert.True(_parts.Run.Objects.TryEnter(first));
    }

    [Fact]
    public async Task SendAsync_caller_is_woken_when_a_row_ended()
    {
        Task woken = _parts.Run.RowsCompleted.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

        await SendAsync(Patches(1));

        await woken;
    }

    [Fact]
    public async Task SendAsync_caller_is_woken_and_the_next_pages_are_requested_together_when_pages_came()
    {
        _server.Item = call => new(200, new JObject
        {
            ["value"] = new JArray(),
            ["@odata.nextLink"] = new Uri(
                _server.Http.BaseAddress, "v1.0/deviceManagement/iosUpdateStatuses?$skiptoken=" + call.Attempt).AbsoluteUri,
        });
        List<RowState> readers = [new CollectionScan(Rows.Post()).Reader, new CollectionScan(Rows.Post()).Reader];
        Task woken = _parts.Run.RowsCompleted.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

        await SendAsync(readers);

        await woken;
        Assert.Equal(readers, _parts.DueAfter(TimeSpan.Zero));
        Assert.All(readers, reader => Assert.Equal((false, null), (reader.HasNextPage, reader.Result)));
    }

    [Fact]
    public async Task SendAsync_read_of_a_collection_decides_the_rows_that_wait_for_it()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true }, _server.Http.BaseAddress);
        _server.Item = _ => new(200, new JObject { ["value"] = new JArray(new JObject { ["id"] = "x", ["deviceDisplayName"] = "found" }) });
        (RowState found, RowState missing) = (Waiting(parts, "found"), Waiting(parts, "missing"));
        RowState reader = Assert.Single(parts.DueAfter(TimeSpan.Zero));

        await parts.SendAsync([reader]);

        Assert.Equal((RowOutcome.Done, "x"), (found.Result!.Outcome, found.CreatedId));
        Assert.Equal((null, RowStep.Send), (missing.Result, missing.Step));
        Assert.Equal([missing], parts.DueAfter(TimeSpan.Zero));
        Assert.Equal((1, null), (parts.Run.Statistics.Completed, reader.Result));
        Assert.False(reader.Scan!.TryAdd(missing));
    }

    [Fact]
    public async Task SendAsync_row_that_came_too_late_for_a_read_waits_for_the_next()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true }, _server.Http.BaseAddress);
        _server.Item = _ => new(200, new JObject { ["value"] = new JArray() });
        Waiting(parts, "first");
        RowState reader = Assert.Single(parts.DueAfter(TimeSpan.Zero));
        RowState? late = null;
        _server.Whole = (_, _) =>
        {
            late ??= Waiting(parts, "late");
            return Task.FromResult(false);
        };

        await parts.SendAsync([reader]);

        // The first row is sent again meanwhile.
        Assert.Null(Assert.Single(parts.DueAfter(TimeSpan.Zero)).Scan);
        RowState next = Assert.Single(parts.DueAfter(TimeSpan.Zero));
        Assert.Equal([late!], next.Scan!.Rows.Select(static row => row.State));
    }

    [Fact]
    public async Task SendAsync_read_of_a_collection_that_is_refused_leaves_its_rows_unknown()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true }, _server.Http.BaseAddress);
        _server.Item = _ => new(403, BatchServer.Error("Forbidden"));
        RowState row = Waiting(parts, "a");

        await parts.SendAsync(parts.DueAfter(TimeSpan.Zero));

        Assert.Equal(RowOutcome.Unknown, row.Result!.Outcome);
        Assert.Contains(
            "The collection could not be read to look for the object: GET ", row.Result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotSentAsync_rows_and_those_that_wait_for_a_collection_name_the_reason()
    {
        using ExecutorParts parts = new(new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true }, _server.Http.BaseAddress);
        RowState row = parts.Row(Rows.Patch("a"));
        RowState waiting = Waiting(parts, "b");
        RowState reader = Assert.Single(parts.DueAfter(TimeSpan.Zero));

        await parts.Sender.NotSentAsync([row, reader], "the test stops the run");

        Assert.Equal((RowOutcome.NotSent, RowOutcome.Unknown), (row.Result!.Outcome, waiting.Result!.Outcome));
        Assert.EndsWith("was not sent: the test stops the run.", row.Result.Failure!.Message, StringComparison.Ordinal);
        Assert.EndsWith("It was not sent again: the test stops the run.", waiting.Result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (parts.Run.Statistics.NotSent, parts.Run.Statistics.Unknown));
        Assert.False(reader.Scan!.TryAdd(row));
    }

    [Fact]
    public async Task EndGoneAsync_lists_of_a_collection_that_is_gone_end_unless_they_were_sent()
    {
        using ExecutorParts parts = new(new BatchOptions { SkipsGone = static _ => true });
        GraphFailure gone = new(GraphErrorId.NotFound, "Gone.") { IsCollectionGone = true };
        RowState first = parts.Row(ReadingHost.List("p"));
        parts.Run.GoneCollections.OnCompleted(first, new RowResult(first.Item, RowOutcome.Failed, gone));
        RowState[] lists =
        [
            parts.Row(ReadingHost.List("p1")),
            parts.Row(ReadingHost.List("p2")),
            parts.Row(Rows.Patch("a")),
            parts.Row(ReadingHost.List("p3")),
        ];
        List<RowState> batch = [.. lists];

        await parts.Sender.EndGoneAsync(batch, sent: 1);

        Assert.Equal([lists[0], lists[2]], batch);
        Assert.All(
            new[] { lists[1], lists[3] }, list => Assert.Equal((RowOutcome.Failed, gone), (list.Result!.Outcome, list.Result.Failure)));
        Assert.Equal(2, parts.Run.Statistics.Failed);
    }

    [Fact]
    public async Task SendAsync_batch_with_the_row_that_is_needed_next_gets_memory_before_an_older_response()
    {
        const int Size = 2 * 1024 * 1024;
        ResponseBudget budget = new(8 * Size);
        using ExecutorParts parts = new(endpoint: _server.Http.BaseAddress, budget: budget);
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Whole = async (context, items) =>
        {
            arrived.TrySetResult();
            string envelope = BatchServer.Envelope(items.Select(static item => BatchServer.Response(item, 204)));
            await BatchServer.SendAsync(context, 200, "application/json", envelope + new string(' ', Size));
            return true;
        };
        budget.AddPage(4 * Size);
        using ResponseBudget.Share older = budget.Open(Size, new ResponseOwner(parts.Run.Statistics, 9));
        Task olderGrows = older.GrowAsync(Size, TestContext.Current.CancellationToken);
        List<RowState> rows = [parts.Row(Rows.Patch("a")), parts.Row(Rows.Patch("b"))];
        Task sending = parts.SendAsync(rows);
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);

        // The time limit of the request is stopped while its response waits for memory.
        await parts.Clock.WhenIdleAsync();

        budget.OnNeeded(new ResponseOwner(parts.Run.Statistics, rows[0].Number));

        Assert.Same(sending, await Task.WhenAny(sending, olderGrows));
        Assert.All(rows, static row => Assert.Equal(RowOutcome.Done, row.Result!.Outcome));
        budget.RemovePage(4 * Size);
        await olderGrows;
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, true)]
    [InlineData(503, false)]
    public async Task ProbeAsync_any_response_but_that_of_an_outage_closes_the_guard(int status, bool isClosed)
    {
        _server.Item = _ => new(status);
        OpenGuard(_parts);

        await _parts.Sender.ProbeAsync(_parts.Row(Rows.Post("a")), TestContext.Current.CancellationToken);

        Assert.Equal(!isClosed, _parts.Run.Guard.IsOpen);
        Assert.Equal((1, 0, 0), Figures());
        Assert.Equal(("GET", "/deviceManagement/iosUpdateStatuses"), _server.Calls.Select(static call => (call.Method, call.Url)).Single());
    }

    [Fact]
    public async Task ProbeAsync_reads_one_object_of_a_collection_and_a_single_object_by_its_path()
    {
        List<string> urls = [];
        _server.Whole = (context, _) =>
        {
            urls.Add(context.Request.Path + Uri.UnescapeDataString(context.Request.QueryString.Value!));
            return Task.FromResult(false);
        };

        await _parts.Sender.ProbeAsync(_parts.Row(Rows.Patch("a")), TestContext.Current.CancellationToken);
        await _parts.Sender.ProbeAsync(
            _parts.Row(RequestBuilder.Get(GraphSchema.DeviceConfigurationDeviceStatusOverview, "p", null)),
            TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "/v1.0/deviceManagement/iosUpdateStatuses?$select=id&$top=1",
                "/v1.0/deviceManagement/deviceConfigurations/p/deviceStatusOverview",
            ],
            urls);
    }

    [Fact]
    public async Task ProbeAsync_lost_connection_leaves_the_guard_open_and_a_cancelled_probe_ends()
    {
        _server.Whole = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        OpenGuard(_parts);

        await _parts.Sender.ProbeAsync(_parts.Row(Rows.Patch("a")), TestContext.Current.CancellationToken);

        Assert.True(_parts.Run.Guard.IsOpen);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _parts.Sender.ProbeAsync(_parts.Row(Rows.Patch("a")), new CancellationToken(canceled: true)));
    }

    private async Task<List<RowState>> SendAsync(List<RowState> rows)
    {
        await _parts.SendAsync(rows);
        return rows;
    }

    private List<RowState> Patches(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _parts.Row(Rows.Patch("i" + i.ToString(CultureInfo.InvariantCulture))))];

    private void Whole(int status, string? contentType, string body) => _server.Whole = async (context, _) =>
    {
        await BatchServer.SendAsync(context, status, contentType, body);
        return true;
    };

    private (long Requests, long Batches, long InFlight) Figures() =>
        (_parts.Run.Statistics.Requests, _parts.Run.Statistics.Batches, _parts.Run.Statistics.InFlight);

    /// <summary>
    /// What a request told the guard, which had two outages before: a third opens it, and a response begins the count anew.
    /// </summary>
    private static string Told(ExecutorParts parts)
    {
        if (parts.Run.Guard.IsOpen)
        {
            return "outage";
        }

        parts.Run.Guard.OnOutage(20);
        return parts.Run.Guard.IsOpen ? "nothing" : "response";
    }

    private string ToldTheGuard() => Told(_parts);

    private static void OpenGuard(ExecutorParts parts)
    {
        for (int i = 0; i < 3; i++)
        {
            parts.Run.Guard.OnOutage(20);
        }

        Assert.True(parts.Run.Guard.IsOpen);
    }

    private static RowState Waiting(ExecutorParts parts, string name)
    {
        RowState row = parts.InDoubt(Rows.Post(null, name), isLookedUp: false);
        row.SetScan();
        parts.Run.CreationLookUp.Add(row, TimeSpan.Zero);
        return row;
    }

    private static RowState Journaled(ExecutorParts parts, RunJournal journal, GraphRequest request)
    {
        RowState row = parts.Row(request);
        journal.Admit(request, out string key);
        row.JournalKey = key;
        return row;
    }

    /// <summary>A journal on a disk that is full after its header, or after the intent of one row.</summary>
    private static async Task<RunJournal> FullAsync(bool hasRoomForIntent)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            if (hasRoomForIntent)
            {
                journal.Admit(Rows.Patch("a"), out string key);
                await journal.WriteIntentsAsync([new JournalIntent(key, 1, "PATCH", "/v1.0" + Rows.Patch("a").Path)]);
            }
        }

        return await Journals.OpenAsync(new FullDisk([], disk.Content.Length + 10).Ready());
    }

    private sealed class NoTokens(Exception exception) : ITokenSource
    {
        public ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken) => throw exception;
    }
}

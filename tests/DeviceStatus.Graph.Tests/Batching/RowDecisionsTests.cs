using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RowDecisionsTests : IDisposable
{
    private readonly List<string> _trace = [];
    private readonly ExecutorParts _parts;
    private readonly RowDecisions _decisions;

    public RowDecisionsTests()
    {
        _parts = new ExecutorParts(
            new BatchOptions { Linger = TimeSpan.Zero, RetryInDoubt = true, Log = new GraphLog { Verbose = _trace.Add } });
        _decisions = new RowDecisions(_parts.Run, 3);
    }

    public void Dispose() => _parts.Dispose();

    [Fact]
    public void IsDecided_rows_that_ended_or_are_queued_are_decided_and_others_are_not()
    {
        RowState ended = _parts.Row(Rows.Patch("a"));
        RowState queued = _parts.Row(Rows.Patch("b"));
        RowState scanned = _parts.Row(Rows.Post());
        RowState later = _parts.Row(Rows.Patch("c"));
        RowState laterScanned = _parts.Row(Rows.Post());
        RowState other = _parts.Row(Rows.Patch("d"));
        Assert.False(_decisions.IsDecided(ended));

        _decisions.Complete(ended, RowOutcome.Done, null);
        Assert.False(_decisions.IsDecided(queued));
        _decisions.Schedule(queued, TimeSpan.Zero);
        _decisions.ScheduleScan(scanned, TimeSpan.Zero);
        _decisions.Schedule(later, TimeSpan.Zero);
        _decisions.ScheduleScan(laterScanned, TimeSpan.Zero);

        Assert.All(new[] { ended, queued, scanned, later, laterScanned }, row => Assert.True(_decisions.IsDecided(row)));
        Assert.False(_decisions.IsDecided(other));
    }

    [Fact]
    public void CompleteNotSent_row_that_was_never_sent_is_not_sent()
    {
        _decisions.CompleteNotSent(_parts.Row(Rows.Patch("a")), "the run was stopped");

        (RowOutcome outcome, GraphFailure failure) = Single();
        Assert.Equal((RowOutcome.NotSent, GraphErrorId.NotSent), (outcome, failure.ErrorId));
        Assert.Equal("PATCH /deviceManagement/iosUpdateStatuses/a was not sent: the run was stopped.", failure.Message);
    }

    [Fact]
    public void CompleteNotSent_names_the_refusal_that_is_given_before_the_last_one()
    {
        RowState row = _parts.Row(Rows.Patch("a"));
        row.LastFailure = Throttled("the last");
        _decisions.CompleteNotSent(row, "the run was stopped", Throttled("the given"));
        _decisions.CompleteNotSent(row, "the run was stopped");

        Assert.Equal(
            [
                "PATCH /deviceManagement/iosUpdateStatuses/a was refused and not sent again: the run was stopped. the given",
                "PATCH /deviceManagement/iosUpdateStatuses/a was refused and not sent again: the run was stopped. the last",
            ],
            _decisions.Results.Select(static end => end.Result.Failure!.Message));
        Assert.All(
            _decisions.Results,
            static end => Assert.Equal((RowOutcome.NotSent, 429), (end.Result.Outcome, end.Result.Failure!.StatusCode)));
    }

    [Fact]
    public void CompleteNotSent_row_in_doubt_is_unknown_and_says_why()
    {
        _decisions.CompleteNotSent(_parts.InDoubt(Rows.Patch("a")), "the run was stopped");

        (RowOutcome outcome, GraphFailure failure) = Single();
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown, 504), (outcome, failure.ErrorId, failure.StatusCode));
        Assert.EndsWith(
            "was sent, but the response was lost. It was not sent again: the run was stopped.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CompleteNotSent_row_whose_object_was_not_read_back_is_done_with_a_warning()
    {
        RowState row = _parts.InDoubt(Rows.Patch("a"));
        row.SetRead(RowStep.ReadBack);
        _decisions.CompleteNotSent(row, "the run was stopped");

        RowResult result = Assert.Single(_decisions.Results).Result;
        Assert.Equal((RowOutcome.Done, null), (result.Outcome, result.Failure));
        Assert.Equal("The row is done, but the run was stopped before the changed object was read back.", result.Warning);
    }

    [Theory]
    [InlineData(true, true, RowOutcome.Failed)]
    [InlineData(true, false, RowOutcome.NotSent)]
    [InlineData(false, true, RowOutcome.NotSent)]
    public void CompleteNotSent_row_that_was_refused_fails_when_the_service_did_not_respond_for_too_long(
        bool hasGivenUp, bool wasRefused, RowOutcome outcome)
    {
        RowState row = _parts.Row(Rows.Patch("a"));
        row.LastFailure = wasRefused ? Throttled("the last") : null;
        _parts.Run.HasGivenUp = hasGivenUp;

        _decisions.CompleteNotSent(row, "the service did not respond");

        Assert.Equal(outcome, Single().Outcome);
        Assert.Equal(outcome == RowOutcome.Failed, ReferenceEquals(row.LastFailure, Single().Failure));
    }

    [Fact]
    public void CompleteNotSent_reader_of_a_collection_keeps_the_reason_for_its_rows()
    {
        CollectionScan scan = new(Rows.Post());

        _decisions.CompleteNotSent(scan.Reader, "the run was stopped");

        Assert.Equal("the run was stopped", scan.NotSentReason);
    }

    [Fact]
    public void SendAgain_row_is_due_at_once_with_its_own_request()
    {
        RowState row = _parts.InDoubt(Rows.Patch("a"));

        _decisions.SendAgain(row);

        Assert.Equal(RowStep.Send, row.Step);
        Assert.Same(row.Request, row.Current);
        Assert.Equal([row], _parts.DueAfter(TimeSpan.Zero));
        Assert.Empty(_decisions.Results);
    }

    [Fact]
    public void SendAgain_row_without_budget_is_unknown()
    {
        RowState row = _parts.InDoubt(Rows.Patch("a"));
        row.IsLastLookUp = true;

        _decisions.SendAgain(row);

        Assert.Equal((RowOutcome.Unknown, ExecutorParts.Earlier), Single());
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void TryScheduleRetry_row_is_due_after_the_wait_that_was_asked_for()
    {
        RowState row = Sent(Rows.Patch("a"));
        GraphFailure failure = Throttled("No.", 5);
        row.Waited = TimeSpan.FromSeconds(1);

        Assert.True(_decisions.TryScheduleRetry(row, failure));

        Assert.Same(failure, row.LastFailure);
        Assert.Equal((TimeSpan.FromSeconds(6), 1), (row.Waited, _parts.Run.Statistics.Retries));
        Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
        Assert.Equal([row], _parts.DueAfter(TimeSpan.FromSeconds(5)));
        Assert.Equal(["No. Trying again in 5 s."], _trace);
    }

    [Fact]
    public void TryScheduleRetry_traces_the_first_row_of_a_request_only()
    {
        Assert.True(_decisions.TryScheduleRetry(Sent(Rows.Patch("a")), Throttled("No.", 1.26)));
        Assert.True(_decisions.TryScheduleRetry(Sent(Rows.Patch("b")), Throttled("No.", 2)));

        Assert.Equal(["No. Trying again in 1.3 s."], _trace);
    }

    [Fact]
    public void TryScheduleRetry_look_up_keeps_the_failure_of_the_write()
    {
        RowState row = _parts.InDoubt(Rows.Patch("a"));

        Assert.True(_decisions.TryScheduleRetry(row, Throttled("No.", 5)));

        Assert.Same(ExecutorParts.Earlier, row.LastFailure);
    }

    [Fact]
    public void TryScheduleRetry_row_without_budget_is_not_queued()
    {
        RowState row = Sent(Rows.Patch("a"));
        row.Waited = TimeSpan.FromSeconds(56);

        Assert.False(_decisions.TryScheduleRetry(row, Throttled("No.", 5)));

        Assert.True(_parts.Run.Retries.IsEmpty);
        Assert.Equal((null, 0), (row.LastFailure, _parts.Run.Statistics.Retries));
        Assert.False(_decisions.IsDecided(row));
    }

    [Fact]
    public void ScheduleLookUp_row_with_an_id_is_read_after_the_wait()
    {
        RowState row = Sent(Rows.Patch("a"));
        GraphFailure failure = new(GraphErrorId.OutcomeUnknown, "Lost.") { RetryAfter = TimeSpan.FromSeconds(5) };

        _decisions.ScheduleLookUp(row, failure);

        Assert.Equal((RowStep.LookUp, "GET", false), (row.Step, row.Current.Method.Method, row.IsLastLookUp));
        Assert.Same(failure, row.LastFailure);
        Assert.Equal((TimeSpan.FromSeconds(5), 1), (row.Waited, _parts.Run.Statistics.Retries));
        Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
        Assert.Equal(["Lost. Looking whether it was done in 5 s."], _trace);
        Assert.True(_decisions.IsDecided(row));
    }

    [Fact]
    public void ScheduleLookUp_row_without_budget_is_read_once_more_at_once()
    {
        RowState row = Sent(Rows.Patch("a"));
        row.Waited = TimeSpan.FromSeconds(56);

        _decisions.ScheduleLookUp(row, new GraphFailure(GraphErrorId.OutcomeUnknown, "Lost.") { RetryAfter = TimeSpan.FromSeconds(5) });

        Assert.True(row.IsLastLookUp);
        Assert.Equal(TimeSpan.FromSeconds(56), row.Waited);
        Assert.Equal([row], _parts.DueAfter(TimeSpan.Zero));
        Assert.Equal(["Lost. Looking whether it was done in 0 s."], _trace);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(56, 0)]
    public void ScheduleLookUp_row_without_an_id_waits_for_a_read_of_its_collection(int waited, int seconds)
    {
        RowState row = Sent(Rows.Post());
        row.Waited = TimeSpan.FromSeconds(waited);

        _decisions.ScheduleLookUp(row, new GraphFailure(GraphErrorId.OutcomeUnknown, "Lost.") { RetryAfter = TimeSpan.FromSeconds(5) });

        Assert.Equal(RowStep.Scan, row.Step);
        Assert.True(_decisions.IsDecided(row));
        for (int second = 0; second < seconds; second++)
        {
            Assert.Empty(_parts.DueAfter(TimeSpan.Zero));
            _parts.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([row], Assert.Single(_parts.DueAfter(TimeSpan.Zero)).Scan!.Rows.Select(static scanned => scanned.State));
    }

    [Theory]
    [InlineData(429, null, 3, 3)]
    [InlineData(429, 2, 3, 3)]
    [InlineData(429, 4, 3, 4)]
    [InlineData(429, 2, null, 2)]
    [InlineData(503, 2, 3, 2)]
    [InlineData(null, 2, 3, 2)]
    public void NextDelay_throttled_rows_of_a_batch_wait_at_least_as_long_as_the_longest_of_them(
        int? status, int? asked, int? minimum, int seconds)
    {
        _decisions.MinimumDelay = TimeSpan.FromSeconds(minimum ?? 0);
        GraphFailure failure = new(GraphErrorId.Throttled, "No.")
        {
            StatusCode = status,
            RetryAfter = asked is { } wait ? TimeSpan.FromSeconds(wait) : null,
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), _decisions.NextDelay(Sent(Rows.Patch("a")), failure));
    }

    [Fact]
    public void NextDelay_unthrottled_row_has_a_wait_of_its_own()
    {
        _decisions.MinimumDelay = TimeSpan.FromSeconds(20);

        Assert.InRange(
            _decisions.NextDelay(Sent(Rows.Patch("a")), new GraphFailure(GraphErrorId.Unavailable, "No."))!.Value.TotalSeconds, 4, 8);
    }

    [Theory]
    [InlineData(2, 0, nameof(RowStep.Send), true)]
    [InlineData(3, 0, nameof(RowStep.Send), false)]
    [InlineData(3, 2, nameof(RowStep.ReadBack), true)]
    [InlineData(0, 3, nameof(RowStep.ReadBack), false)]
    [InlineData(3, 1, nameof(RowStep.LookUp), false)]
    [InlineData(1, 3, nameof(RowStep.LookUp), false)]
    [InlineData(2, 2, nameof(RowStep.LookUp), true)]
    [InlineData(3, 0, nameof(RowStep.Scan), false)]
    public void NextDelay_attempts_of_the_step_count(int sent, int read, string stepName, bool hasNext)
    {
        RowStep step = Enum.Parse<RowStep>(stepName);
        using ExecutorParts parts = new(new BatchOptions { RetryLimit = 2 });
        RowState row = parts.Row(step == RowStep.Scan ? Rows.Post() : Rows.Patch("a"));
        Repeat(sent, row.OnSending);
        if (step == RowStep.Scan)
        {
            row.SetScan();
        }
        else if (step != RowStep.Send)
        {
            row.SetRead(step);
        }

        Repeat(read, row.OnSending);

        Assert.Equal(hasNext, new RowDecisions(parts.Run, 1).NextDelay(row, Throttled("No.", 1)) is not null);
    }

    [Theory]
    [InlineData(true, 500, 2, true)]
    [InlineData(true, 500, 3, false)]
    [InlineData(true, 503, 3, true)]
    [InlineData(false, 500, 3, true)]
    public void NextDelay_read_that_fails_with_500_again_and_again_is_given_up(bool isRead, int status, int sent, bool hasNext)
    {
        RowState row = _parts.Row(isRead ? ReadingHost.List("p") : Rows.Patch("a"));
        Repeat(sent, row.OnSending);

        Assert.Equal(
            hasNext, _decisions.NextDelay(row, new GraphFailure(GraphErrorId.Unavailable, "No.") { StatusCode = status }) is not null);
    }

    [Fact]
    public async Task NextDelay_budget_is_short_until_the_service_has_responded()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using ExecutorParts parts = new(endpoint: server.Http.BaseAddress);
        RowDecisions decisions = new(parts.Run, 1);
        RowState row = parts.Row(Rows.Patch("a"));
        Assert.Null(decisions.NextDelay(row, Throttled("No.", 61)));
        Assert.Equal(TimeSpan.FromMinutes(1), decisions.NextDelay(row, Throttled("No.", 60)));

        await parts.SendAsync([row]);

        Assert.Equal(TimeSpan.FromHours(1), decisions.NextDelay(row, Throttled("No.", 3600)));
        Assert.Null(decisions.NextDelay(row, Throttled("No.", 3601)));
    }

    [Theory]
    [InlineData(false, false, RowOutcome.Failed)]
    [InlineData(false, true, RowOutcome.Failed)]
    [InlineData(true, true, RowOutcome.Failed)]
    [InlineData(true, false, RowOutcome.Unknown)]
    public void CompleteRefused_row_in_doubt_fails_only_when_the_refusal_decides_its_earlier_attempts(
        bool isInDoubt, bool decides, RowOutcome outcome)
    {
        RowState row = Sent(Rows.Patch("a"));
        row.IsInDoubt = isInDoubt;
        GraphFailure failure = Throttled("No.");

        _decisions.CompleteRefused(row, failure, decides);

        Assert.Equal(outcome, Single().Outcome);
        Assert.Equal(outcome == RowOutcome.Failed, ReferenceEquals(failure, Single().Failure));
    }

    [Fact]
    public void CompleteRefused_row_whose_object_cannot_be_read_back_is_done_with_a_warning()
    {
        RowState row = Sent(Rows.Patch("a"));
        row.SetRead(RowStep.ReadBack);

        _decisions.CompleteRefused(row, Throttled("No."), decidesEarlierAttempts: true);

        RowResult result = Assert.Single(_decisions.Results).Result;
        Assert.Equal((RowOutcome.Done, null), (result.Outcome, result.Failure));
        Assert.Equal("The row is done, but the changed object could not be read back. No.", result.Warning);
    }

    [Theory]
    [InlineData(GraphErrorId.OutcomeUnknown, "PATCH", true)]
    [InlineData(GraphErrorId.OutcomeUnknown, "GET", false)]
    [InlineData(GraphErrorId.Throttled, "PATCH", false)]
    public void CompleteUnknown_failure_of_another_request_becomes_one_of_the_row(string id, string method, bool isKept)
    {
        GraphFailure failure = new(id, "Message.") { Method = method, Reason = "the reason", ClientRequestId = "c", StatusCode = 502 };

        _decisions.CompleteUnknown(_parts.Row(Rows.Patch("a")), failure);

        (RowOutcome outcome, GraphFailure unknown) = Single();
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown, "PATCH"), (outcome, unknown.ErrorId, unknown.Method));
        Assert.Equal(isKept, ReferenceEquals(failure, unknown));
        Assert.Equal(("the reason", "c", 502), (unknown.Reason, unknown.ClientRequestId, unknown.StatusCode));
    }

    [Theory]
    [InlineData(nameof(RowStep.Send), "/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses")]
    [InlineData(nameof(RowStep.Scan), "/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses")]
    public void UriOf_list_is_that_of_the_page(string stepName, string path)
    {
        RowStep step = Enum.Parse<RowStep>(stepName);
        RowState row = _parts.Row(ReadingHost.List("p"));
        if (step == RowStep.Scan)
        {
            row.SetScan();
        }

        Assert.Equal(path, _decisions.UriOf(row).AbsolutePath);
        row.SetNextPage(ReadingHost.List("q"));
        Assert.Equal(
            step == RowStep.Scan ? path : path.Replace("/p/", "/q/", StringComparison.Ordinal), _decisions.UriOf(row).AbsolutePath);
    }

    [Theory]
    [InlineData(nameof(RowStep.LookUp), "/deviceManagement/iosUpdateStatuses")]
    [InlineData(nameof(RowStep.ReadBack), "/deviceManagement/iosUpdateStatuses/a")]
    public void UriOf_look_up_is_that_of_the_write(string step, string path)
    {
        RowState row = _parts.Row(Rows.Post("a"));
        row.SetRead(Enum.Parse<RowStep>(step));

        Assert.Equal("/v1.0" + path, _decisions.UriOf(row).AbsolutePath);
    }

    private (RowOutcome Outcome, GraphFailure Failure) Single()
    {
        RowResult result = Assert.Single(_decisions.Results).Result;
        return (result.Outcome, result.Failure!);
    }

    private RowState Sent(GraphRequest request)
    {
        RowState row = _parts.Row(request);
        row.OnSending();
        return row;
    }

    private static GraphFailure Throttled(string message, double? seconds = null) => new(GraphErrorId.Throttled, message)
    {
        StatusCode = 429,
        RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null,
    };

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}

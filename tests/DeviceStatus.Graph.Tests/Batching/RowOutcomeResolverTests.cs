using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RowOutcomeResolverTests : IDisposable
{
    private ExecutorParts _parts = new();
    private RowOutcomeResolver _resolver;

    public RowOutcomeResolverTests() => _resolver = new RowOutcomeResolver(_parts.Run, 1);

    public void Dispose() => _parts.Dispose();

    [Theory]
    [InlineData("DELETE", 404, true, true, RowOutcome.Done)]
    [InlineData("DELETE", 404, true, false, RowOutcome.Unknown)]
    [InlineData("DELETE", 404, false, true, RowOutcome.Failed)]
    [InlineData("DELETE", 410, true, true, RowOutcome.Failed)]
    [InlineData("PATCH", 404, true, true, RowOutcome.Failed)]
    [InlineData("PATCH", 404, true, false, RowOutcome.Unknown)]
    [InlineData("PATCH", 409, true, true, RowOutcome.Failed)]
    [InlineData("PATCH", 403, true, true, RowOutcome.Unknown)]
    [InlineData("POST", 409, false, true, RowOutcome.Failed)]
    [InlineData("POST", 409, true, true, null)]
    [InlineData("POST", 409, true, false, RowOutcome.Unknown)]
    [InlineData("POST", 400, true, true, RowOutcome.Failed)]
    public void OnResponse_refusal_after_doubt_decides_the_row_where_it_is_an_error_of_Graph_about_the_object(
        string verb, int status, bool isInDoubt, bool hasError, RowOutcome? outcome)
    {
        RowState row = Sent(verb);
        row.IsInDoubt = isInDoubt;

        _resolver.OnResponse(row, ExecutorParts.Response(status), hasError ? ExecutorParts.Error() : null, "c");

        Assert.Equal(outcome, _resolver.Decisions.Results.SingleOrDefault().Result?.Outcome);
        Assert.Equal(outcome is null ? RowStep.LookUp : RowStep.Send, row.Step);
    }

    [Fact]
    public void OnResponse_409_of_a_look_up_is_about_the_look_up()
    {
        RowState row = _parts.InDoubt(Rows.Post("a"));

        _resolver.OnResponse(row, ExecutorParts.Response(409), ExecutorParts.Error(), "c");

        Assert.Equal((RowOutcome.Unknown, ExecutorParts.Earlier.Reason), (Single().Outcome, Single().Failure!.Reason));
    }

    [Fact]
    public void OnBatchResponse_error_of_the_batch_does_not_decide_earlier_attempts()
    {
        RowState row = Sent("PATCH");
        row.IsInDoubt = true;

        _resolver.OnBatchResponse(row, ExecutorParts.Response(400), ExecutorParts.Error(), "c");

        Assert.Equal(RowOutcome.Unknown, Single().Outcome);
    }

    [Fact]
    public void OnBatchResponse_404_of_the_batch_does_not_show_that_an_object_is_absent()
    {
        RowState row = _parts.InDoubt(Rows.Delete("a"));

        _resolver.OnBatchResponse(row, ExecutorParts.Response(404), ExecutorParts.Error(), "c");

        Assert.Empty(_resolver.Decisions.Results);
        Assert.Equal([row], _parts.DueAfter(TimeSpan.Zero));
        Assert.Equal(RowStep.Send, row.Step);
    }

    [Theory]
    [InlineData("application/json", "the response of the batch holds no readable result for it (application/json).")]
    [InlineData(null, "the response of the batch holds no readable result for it (no content type).")]
    public void OnUnreadable_POST_is_unknown_and_says_what_came(string? contentType, string reason)
    {
        _resolver.OnUnreadable(_parts.Row(Rows.Post()), new GraphResponse { Status = 200, ContentType = contentType }, "c");

        Assert.Equal((RowOutcome.Unknown, reason, "c"), (Single().Outcome, Single().Failure!.Reason, Single().Failure!.ClientRequestId));
    }

    public static TheoryData<Exception, string, bool, bool, RowOutcome?> Losses() => new()
    {
        // A write that may have been done is looked up, unless nothing more can be learnt.
        { new IOException("x"), "PATCH", false, false, null },
        { new IOException("x"), "POST", false, false, null },
        { new OperationCanceledException(), "PATCH", false, false, RowOutcome.Unknown },
        { new ConnectionClosedException(null), "PATCH", false, false, RowOutcome.Unknown },
        { new EndpointRefusedException("x"), "PATCH", false, false, RowOutcome.Unknown },
        { new SignInException("x"), "PATCH", false, false, RowOutcome.Unknown },
        { new ResponseTooLargeException(1), "PATCH", false, false, null },

        // A write that was never sent is sent again, unless it cannot be sent.
        { new IOException("x"), "PATCH", true, false, null },
        { new OperationCanceledException(), "PATCH", true, false, RowOutcome.NotSent },
        { new OperationCanceledException(), "PATCH", true, true, RowOutcome.Unknown },
        { new ConnectionClosedException(null), "PATCH", true, false, RowOutcome.NotSent },
        { new ConnectionClosedException(null), "PATCH", true, true, RowOutcome.Unknown },
        { new SignInException("x"), "PATCH", true, false, RowOutcome.Failed },
        { new SignInException("x"), "PATCH", true, true, RowOutcome.Unknown },
        { new EndpointRefusedException("x"), "PATCH", true, false, RowOutcome.Failed },
        { new ResponseTooLargeException(1), "PATCH", true, false, null },

        // A read is repeated, unless its response would be too large again.
        { new IOException("x"), "GET", false, false, null },
        { new ResponseTooLargeException(1), "GET", false, false, RowOutcome.Failed },
        { new OperationCanceledException(), "GET", false, false, RowOutcome.Failed },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void OnConnectionLost_row_ends_or_is_queued(
        Exception exception, string verb, bool neverSent, bool isInDoubt, RowOutcome? outcome)
    {
        RowState row = Sent(verb);
        row.IsInDoubt = isInDoubt;

        _resolver.OnConnectionLost(row, exception, "c", neverSent);

        Assert.Equal(outcome, _resolver.Decisions.Results.SingleOrDefault().Result?.Outcome);
        Assert.Equal(outcome is null, !_parts.Run.Retries.IsEmpty);
        Assert.Equal(outcome is null && !neverSent && verb != "GET" ? RowStep.LookUp : RowStep.Send, row.Step);
        Assert.Equal(isInDoubt || (!neverSent && verb != "GET"), row.IsInDoubt);
    }

    [Theory]
    [InlineData(true, "was refused and not sent again: the run was stopped while it was still connecting.")]
    [InlineData(false, "was refused and not sent again: the connection was closed by Disconnect-DeviceStatus.")]
    public void OnConnectionLost_row_that_was_not_sent_says_why(bool isStopped, string message)
    {
        _resolver.OnConnectionLost(
            Sent("PATCH"), isStopped ? new OperationCanceledException() : new ConnectionClosedException(null), "c", neverSent: true);

        Assert.Contains(message, Single().Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnConnectionLost_row_whose_object_is_read_back_is_done_when_the_run_ends(bool isStopped)
    {
        RowState row = Sent("PATCH");
        row.SetRead(RowStep.ReadBack);

        _resolver.OnConnectionLost(
            row, isStopped ? new OperationCanceledException() : new ConnectionClosedException(null), "c", neverSent: true);

        Assert.Equal(RowOutcome.Done, Single().Outcome);
        Assert.StartsWith("The row is done, but the changed object could not be read back.", Single().Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void OnConnectionLost_look_up_that_was_too_large_is_final()
    {
        _resolver.OnConnectionLost(_parts.InDoubt(Rows.Post("a")), new ResponseTooLargeException(1), "c", neverSent: false);

        Assert.Equal((RowOutcome.Unknown, ExecutorParts.Earlier.Reason), (Single().Outcome, Single().Failure!.Reason));
    }

    [Fact]
    public void OnConnectionLost_read_back_is_repeated()
    {
        RowState row = Sent("PATCH");
        row.SetRead(RowStep.ReadBack);

        _resolver.OnConnectionLost(row, new IOException("x"), "c", neverSent: false);

        Assert.Empty(_resolver.Decisions.Results);
        Assert.Equal((RowStep.ReadBack, false), (row.Step, row.IsInDoubt));
        Assert.False(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnConnectionLost_read_without_budget_fails()
    {
        RowState row = Sent("GET");
        row.Waited = TimeSpan.FromSeconds(60);

        _resolver.OnConnectionLost(row, new IOException("x"), "c", neverSent: false);

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Connection), (Single().Outcome, Single().Failure!.ErrorId));
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnConnectionLost_write_that_was_never_sent_fails_without_budget()
    {
        RowState row = Sent("PATCH");
        row.Waited = TimeSpan.FromSeconds(60);

        _resolver.OnConnectionLost(row, new IOException("x"), "c", neverSent: true);

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Connection), (Single().Outcome, Single().Failure!.ErrorId));
    }

    [Theory]
    [InlineData(false, RowOutcome.Unknown)]
    [InlineData(true, null)]
    public void OnConnectionLost_POST_without_an_id_is_looked_for_where_the_user_asks(bool isAsked, RowOutcome? outcome)
    {
        Create(new BatchOptions { RetryInDoubt = isAsked, Linger = TimeSpan.Zero });
        RowState row = _parts.Row(Rows.Post());

        _resolver.OnConnectionLost(row, new IOException("x"), "c", neverSent: false);

        Assert.Equal(outcome, _resolver.Decisions.Results.SingleOrDefault().Result?.Outcome);
        Assert.Equal(outcome is null ? RowStep.Scan : RowStep.Send, row.Step);
    }

    [Fact]
    public void OnResponse_success_with_the_page_of_a_proxy_is_no_success()
    {
        RowState row = Sent("PATCH");

        _resolver.OnResponse(row, ExecutorParts.Response(200, "<html>"), null, "c");

        Assert.Empty(_resolver.Decisions.Results);
        Assert.Equal((RowStep.LookUp, true), (row.Step, row.IsInDoubt));
    }

    [Theory]
    [InlineData("POST", 201, "{\"id\":\"A\"}", true, "A", null)]
    [InlineData("POST", 201, "{\"id\":\"x\"}", true, "x", null)]
    [InlineData("POST", 204, null, false, null, "The row is done, but the service returned no object.")]
    [InlineData("PATCH", 200, "{\"id\":\"a\"}", true, null, null)]
    [InlineData("DELETE", 204, null, false, null, null)]
    [InlineData("DELETE", 200, "{\"id\":\"a\"}", false, null, null)]
    public void OnResponse_success_returns_the_object_where_there_is_one(
        string verb, int status, string? body, bool isReturned, string? created, string? warning)
    {
        RowState row = Sent(verb);
        row.WantsEntity = true;

        _resolver.OnResponse(row, ExecutorParts.Response(status, body), null, "c");

        Assert.Equal((RowOutcome.Done, isReturned, warning), (Single().Outcome, Single().Entity is not null, Single().Warning));
        Assert.Equal(created, row.CreatedId);
    }

    [Theory]
    [InlineData("POST", 201, "{\"id\":\"a\"}")]
    [InlineData("PATCH", 200, "{\"id\":\"a\"}")]
    [InlineData("PATCH", 204, null)]
    public void OnResponse_success_returns_nothing_where_nothing_is_wanted(string verb, int status, string? body)
    {
        _resolver.OnResponse(Sent(verb), ExecutorParts.Response(status, body), null, "c");

        Assert.Equal((RowOutcome.Done, null, null), (Single().Outcome, Single().Entity, Single().Warning));
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnResponse_update_without_its_object_is_read_back_where_it_is_wanted()
    {
        RowState row = Sent("PATCH");
        row.WantsEntity = true;

        _resolver.OnResponse(row, ExecutorParts.Response(204), null, "c");

        Assert.Empty(_resolver.Decisions.Results);
        Assert.Equal((RowStep.ReadBack, "GET"), (row.Step, row.Current.Method.Method));
        Assert.Equal([row], _parts.DueAfter(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(null, "a", "A", true)]
    [InlineData(null, "a", "x", false)]
    [InlineData(true, "a", "x", false)]
    [InlineData(false, "a", "a", false)]
    [InlineData(null, null, "x", null)]
    public void OnResponse_created_object_shows_whether_the_service_uses_the_ids_of_the_rows(
        bool? before, string? id, string created, bool? after)
    {
        _parts.Run.KeepsIds = before;

        _resolver.OnResponse(_parts.Row(Rows.Post(id)), ExecutorParts.Response(201, $$"""{"id":"{{created}}"}"""), null, "c");

        Assert.Equal(after, _parts.Run.KeepsIds);
    }

    [Fact]
    public void OnResponse_changed_object_shows_nothing_about_the_ids_of_the_rows()
    {
        _resolver.OnResponse(Sent("PATCH"), ExecutorParts.Response(200, """{"id":"a"}"""), null, "c");

        Assert.Null(_parts.Run.KeepsIds);
        Assert.Null(Assert.Single(_resolver.Decisions.Results).Row.CreatedId);
    }

    [Fact]
    public void OnResponse_read_without_an_object_fails()
    {
        RowState row = _parts.Row(RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"));
        row.WantsEntity = true;

        _resolver.OnResponse(row, ExecutorParts.Response(204), null, "c");

        Assert.Equal(
            (RowOutcome.Failed, GraphErrorId.Unavailable, "c"),
            (Single().Outcome, Single().Failure!.ErrorId, Single().Failure!.ClientRequestId));
    }

    [Theory]
    [InlineData(429, null)]
    [InlineData(403, RowOutcome.Failed)]
    public void OnResponse_throttled_row_is_sent_again_and_a_refused_one_is_not(int status, RowOutcome? outcome)
    {
        RowState row = Sent("PATCH");

        _resolver.OnResponse(row, ExecutorParts.Response(status), ExecutorParts.Error(), "c");

        Assert.Equal(outcome, _resolver.Decisions.Results.SingleOrDefault().Result?.Outcome);
        Assert.Equal(outcome is null, !_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnResponse_throttled_row_without_budget_fails()
    {
        RowState row = Sent("PATCH");
        row.Waited = TimeSpan.FromSeconds(60);

        _resolver.OnResponse(row, ExecutorParts.Response(429), ExecutorParts.Error(), "c");

        Assert.Equal((RowOutcome.Failed, GraphErrorId.Throttled), (Single().Outcome, Single().Failure!.ErrorId));
    }

    [Fact]
    public void OnResponse_last_page_ends_the_list_and_a_page_that_is_no_page_fails_it()
    {
        CollectionScan scan = new(Rows.Post());
        _resolver.OnResponse(scan.Reader, ExecutorParts.Response(200, """{"value":[]}"""), null, "c");
        Assert.Equal((RowOutcome.Done, null), (Single().Outcome, Single().Failure));

        Create(new BatchOptions());
        _resolver.OnResponse(new CollectionScan(Rows.Post()).Reader, ExecutorParts.Response(200, "<html>"), null, "c");
        Assert.Equal((RowOutcome.Failed, GraphErrorId.Unavailable), (Single().Outcome, Single().Failure!.ErrorId));
    }

    [Fact]
    public void OnResponse_page_of_a_collection_is_compared_with_the_rows_at_once_and_the_next_is_requested()
    {
        CollectionScan scan = new(Rows.Post());
        scan.TryAdd(_parts.Row(Rows.Post()));

        _resolver.OnResponse(
            scan.Reader,
            ExecutorParts.Response(
                200,
                """
                {
                  "@odata.nextLink": "https://graph.example.com/v1.0/deviceManagement/iosUpdateStatuses?$skiptoken=1",
                  "value": [{ "id": "a", "deviceDisplayName": "device" }]
                }
                """),
            null,
            "c");

        Assert.Empty(_resolver.Decisions.Results);
        Assert.Equal(1, Assert.Single(scan.Rows).Count);
        Assert.True(scan.Reader.HasNextPage);
    }

    private RowResult Single() => Assert.Single(_resolver.Decisions.Results).Result;

    private void Create(BatchOptions options)
    {
        _parts.Dispose();
        _parts = new ExecutorParts(options);
        _resolver = new RowOutcomeResolver(_parts.Run, 1);
    }

    private RowState Sent(string verb)
    {
        RowState row = _parts.Row(verb switch
        {
            "GET" => ReadingHost.List("p"),
            "POST" => Rows.Post("a"),
            "PATCH" => Rows.Patch("a"),
            _ => Rows.Delete("a"),
        });
        row.OnSending();
        return row;
    }
}

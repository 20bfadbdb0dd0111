using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class LookUpResolverTests : IDisposable
{
    private const string Same = """{"id":"a","deviceDisplayName":"device"}""";
    private const string Other = """{"id":"a","deviceDisplayName":"other"}""";
    private ExecutorParts _parts = new();
    private RowDecisions _decisions;
    private LookUpResolver _lookUps;

    public LookUpResolverTests()
    {
        _decisions = new RowDecisions(_parts.Run, 1);
        _lookUps = new LookUpResolver(_parts.Run, _decisions);
    }

    public void Dispose() => _parts.Dispose();

    [Theory]
    [InlineData("PATCH", Same, RowOutcome.Done, null)]
    [InlineData("POST", Same, RowOutcome.Done, null)]
    [InlineData("POST", """{"id":"a"}""", RowOutcome.Done, null)]
    [InlineData("POST", Other, RowOutcome.Failed, GraphErrorId.Conflict)]
    public void OnResponse_object_that_is_found_decides_the_row(string verb, string body, RowOutcome outcome, string? errorId)
    {
        RowState row = _parts.InDoubt(Request(verb));

        Respond(row, 200, body);

        RowResult result = Single();
        Assert.Equal((outcome, errorId), (result.Outcome, result.Failure?.ErrorId));
        Assert.Null(result.Entity);
        Assert.Equal(verb == "POST" && outcome == RowOutcome.Done ? "a" : null, row.CreatedId);
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("POST")]
    public void OnResponse_object_that_is_found_is_returned_where_it_is_wanted(string verb)
    {
        RowState row = _parts.InDoubt(Request(verb));
        row.WantsEntity = true;

        Respond(row, 200, Same);

        Assert.Equal("a", Single().Entity!.Id);
    }

    [Theory]
    [InlineData("PATCH", 200, Other)]
    [InlineData("DELETE", 200, Same)]
    [InlineData("PATCH", 404, null)]
    [InlineData("PATCH", 403, null)]
    [InlineData("DELETE", 403, null)]
    public void OnResponse_write_that_was_not_done_or_may_be_repeated_is_sent_again(string verb, int status, string? body)
    {
        RowState row = _parts.InDoubt(Request(verb));

        Respond(row, status, body);

        AssertSentAgain(row);
    }

    [Fact]
    public void OnResponse_object_that_is_absent_shows_that_a_DELETE_was_done()
    {
        Respond(_parts.InDoubt(Request("DELETE")), 404);

        Assert.Equal((RowOutcome.Done, null), (Single().Outcome, Single().Failure));
    }

    [Fact]
    public void OnResponse_absent_object_of_a_POST_is_sent_again_where_the_service_uses_the_ids_of_the_rows()
    {
        _parts.Run.KeepsIds = true;
        RowState row = _parts.InDoubt(Request("POST"));

        Respond(row, 404);

        AssertSentAgain(row);
    }

    [Fact]
    public void OnResponse_absent_object_of_a_POST_is_looked_for_in_its_collection_where_the_user_asks_for_it()
    {
        Create(new BatchOptions { RetryInDoubt = true, Linger = TimeSpan.Zero });
        RowState row = _parts.InDoubt(Request("POST"));

        Respond(row, 404);

        Assert.Empty(_decisions.Results);
        Assert.Equal(RowStep.Scan, row.Step);
        Assert.Equal([row], Assert.Single(_parts.DueAfter(TimeSpan.Zero)).Scan!.Rows.Select(static scanned => scanned.State));
    }

    [Fact]
    public void OnResponse_absent_object_of_a_POST_without_values_is_not_looked_for_in_its_collection()
    {
        Create(new BatchOptions { RetryInDoubt = true, Linger = TimeSpan.Zero });
        _parts.Run.KeepsIds = false;

        Respond(
            _parts.InDoubt(RequestBuilder.Build(new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create, null, "a"))),
            404);

        AssertUnknown(
            "was sent, but the response was lost. No object with this id exists, but the service may have given the object another id.");
    }

    [Fact]
    public void OnResponse_absent_object_of_a_POST_is_read_three_times_before_the_row_is_unknown()
    {
        RowState row = _parts.InDoubt(Request("POST"));

        for (int read = 1; read < 3; read++)
        {
            Respond(row, 404, retryAfter: "5");
            Assert.Empty(_decisions.Results);
            Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
            Assert.Equal([row], _parts.DueAfter(TimeSpan.FromSeconds(5)));
            Assert.Equal((RowStep.LookUp, TimeSpan.FromSeconds(5 * read)), (row.Step, row.Waited));
            row.OnSending();
        }

        Respond(row, 404);
        AssertUnknown(
            "was sent, but the response was lost. No object with this id exists, but the service may have given the object another id.");
        Assert.Equal(("look", 504), (Single().Failure!.ClientRequestId, Single().Failure!.StatusCode));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(null, true, 0)]
    [InlineData(null, false, 60)]
    public void OnResponse_absent_object_of_a_POST_is_not_read_again_when_that_cannot_help(bool? keepsIds, bool isLast, int waited)
    {
        _parts.Run.KeepsIds = keepsIds;
        RowState row = _parts.InDoubt(Request("POST"));
        row.IsLastLookUp = isLast;
        row.Waited = TimeSpan.FromSeconds(waited);

        Respond(row, 404);

        Assert.Equal(RowOutcome.Unknown, Single().Outcome);
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnResponse_404_without_an_error_of_Graph_shows_nothing_about_the_object()
    {
        Respond(_parts.InDoubt(Request("POST")), 404, hasError: false);

        AssertEarlier();
    }

    [Fact]
    public void OnResponse_error_other_than_404_does_not_show_that_a_DELETE_was_done()
    {
        RowState row = _parts.InDoubt(Request("DELETE"));

        Respond(row, 400);

        AssertSentAgain(row);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("POST")]
    public void OnResponse_throttled_look_up_is_repeated_and_without_budget_the_row_ends_with_its_own_failure(string verb)
    {
        RowState row = _parts.InDoubt(Request(verb));

        Respond(row, 429, retryAfter: "5");
        Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
        Assert.Equal(RowStep.LookUp, row.Step);
        Assert.Empty(_decisions.Results);

        row.Waited = TimeSpan.FromSeconds(60);
        Respond(row, 429);
        Assert.Equal(RowOutcome.Unknown, Single().Outcome);
        Assert.Equal(ExecutorParts.Earlier.Reason, Single().Failure!.Reason);
    }

    [Theory]
    [InlineData(403, null)]
    [InlineData(401, null)]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"deviceDisplayName":"device"}""")]
    public void OnResponse_object_of_a_POST_that_cannot_be_read_leaves_the_row_unknown(int status, string? body)
    {
        Respond(_parts.InDoubt(Request("POST")), status, body);

        AssertEarlier();
    }

    [Theory]
    [InlineData(502, null)]
    [InlineData(500, null)]
    public void OnResponse_inconclusive_look_up_of_an_idempotent_write_sends_the_write_again_after_a_wait(int status, string? body)
    {
        RowState row = _parts.InDoubt(Request("PATCH"));

        Respond(row, status, body, retryAfter: "5");

        Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
        Assert.Equal((RowStep.Send, TimeSpan.FromSeconds(5)), (row.Step, row.Waited));
        Assert.Equal([row], _parts.DueAfter(TimeSpan.FromSeconds(5)));
        Assert.Empty(_decisions.Results);
    }

    [Fact]
    public void OnResponse_inconclusive_look_up_of_a_POST_is_repeated_until_the_budget_is_used_up()
    {
        RowState row = _parts.InDoubt(Request("POST"));

        Respond(row, 502, retryAfter: "5");
        Assert.Equal(TimeSpan.FromSeconds(5), _parts.Wait());
        Assert.Equal(RowStep.LookUp, row.Step);
        Assert.Equal([row], _parts.DueAfter(TimeSpan.FromSeconds(5)));

        row.Waited = TimeSpan.FromSeconds(60);
        Respond(row, 502);
        AssertEarlier();
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Theory]
    [InlineData("PATCH", true, false, 0)]
    [InlineData("PATCH", false, true, 0)]
    [InlineData("PATCH", false, false, 60)]
    [InlineData("POST", true, false, 0)]
    [InlineData("POST", false, true, 0)]
    public void OnFailed_last_or_final_look_up_leaves_the_row_unknown_with_the_failure_of_the_write(
        string verb, bool isFinal, bool isLast, int waited)
    {
        RowState row = _parts.InDoubt(Request(verb));
        row.IsLastLookUp = isLast;
        row.Waited = TimeSpan.FromSeconds(waited);

        _lookUps.OnFailed(row, new GraphFailure(GraphErrorId.Connection, "The look-up."), isFinal);

        AssertEarlier();
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    [Fact]
    public void OnFailed_row_of_an_earlier_run_ends_with_the_failure_of_the_look_up()
    {
        RowState row = _parts.InDoubt(Request("POST"));
        row.LastFailure = null;

        _lookUps.OnFailed(row, new GraphFailure(GraphErrorId.Connection, "Lost.") { Reason = "the look-up was lost" }, isFinal: true);

        Assert.Equal(RowOutcome.Unknown, Single().Outcome);
        Assert.EndsWith("was sent, but the look-up was lost", Single().Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnResponse_throttled_row_of_an_earlier_run_ends_with_the_failure_of_the_look_up()
    {
        RowState row = _parts.InDoubt(Request("POST"));
        row.LastFailure = null;
        row.Waited = TimeSpan.FromSeconds(60);

        Respond(row, 429);

        Assert.Equal((RowOutcome.Unknown, 429), (Single().Outcome, Single().Failure!.StatusCode));
    }

    [Fact]
    public void OnScanFailed_row_is_unknown_and_says_why_the_collection_was_not_read()
    {
        _lookUps.OnScanFailed(
            _parts.InDoubt(Rows.Post(), isLookedUp: false),
            new GraphFailure(GraphErrorId.Forbidden, "Not allowed.") { ClientRequestId = "scan" });

        AssertUnknown("was sent, but the response was lost. The collection could not be read to look for the object: Not allowed.");
        Assert.Equal(("scan", 504), (Single().Failure!.ClientRequestId, Single().Failure!.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnScanned_object_that_is_found_makes_the_row_done_and_is_returned_where_it_is_wanted(bool isWanted)
    {
        (RowState row, CollectionScan scan, ScannedRow scanned) = Scanned();
        row.WantsEntity = isWanted;
        scanned.TakeIfEqual(EntityReader.Read(Encoding.UTF8.GetBytes(Same), row.Request.Resource, null)!);

        _lookUps.OnScanned(scan, scanned);

        Assert.Equal(RowOutcome.Done, Single().Outcome);
        Assert.Equal(isWanted ? "a" : null, Single().Entity?.Id);
        Assert.Equal(("a", 1), (row.CreatedId, row.ReadAttempts));
    }

    [Fact]
    public void OnScanned_row_whose_object_is_missing_is_sent_again()
    {
        (RowState row, CollectionScan scan, ScannedRow scanned) = Scanned();

        _lookUps.OnScanned(scan, scanned);

        AssertSentAgain(row);
    }

    [Fact]
    public void OnScanned_row_whose_object_may_be_that_of_another_row_waits_for_another_read()
    {
        (RowState row, CollectionScan scan, ScannedRow scanned) = Scanned(hasRival: true);

        _lookUps.OnScanned(scan, scanned);

        Assert.Empty(_decisions.Results);
        Assert.InRange(row.Waited, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
        Assert.InRange(_parts.Wait()!.Value, row.Waited - TimeSpan.FromTicks(1), row.Waited);
        Assert.Equal([row], Assert.Single(_parts.DueAfter(row.Waited)).Scan!.Rows.Select(static next => next.State));
    }

    [Theory]
    [InlineData(true, "was sent, but the response was lost")]
    [InlineData(false, "was sent, but an earlier run ended before its response arrived, as the journal says.")]
    public void OnScanned_row_without_budget_whose_object_may_be_that_of_another_row_is_unknown(bool hasFailure, string message)
    {
        (RowState row, CollectionScan scan, ScannedRow scanned) = Scanned(hasRival: true);
        row.LastFailure = hasFailure ? ExecutorParts.Earlier : null;
        row.Waited = TimeSpan.FromSeconds(60);

        _lookUps.OnScanned(scan, scanned);

        AssertUnknown(message);
        Assert.True(_parts.Run.Retries.IsEmpty);
    }

    private (RowState Row, CollectionScan Scan, ScannedRow Scanned) Scanned(bool hasRival = false)
    {
        Create(new BatchOptions { RetryInDoubt = true, Linger = TimeSpan.Zero });
        RowState row = _parts.InDoubt(Rows.Post(), isLookedUp: false);
        row.SetScan();
        CollectionScan scan = new(row.Request);
        scan.TryAdd(row);
        ScannedRow scanned = scan.Rows[0];
        _parts.Run.Creations!.OnSending([row]);
        if (hasRival)
        {
            _parts.Run.Creations.OnSending([_parts.Row(Rows.Post())]);
            scanned.TakeIfEqual(EntityReader.Read(Encoding.UTF8.GetBytes(Same), row.Request.Resource, null)!);
        }

        return (row, scan, scanned);
    }

    private void Create(BatchOptions options)
    {
        _parts.Dispose();
        _parts = new ExecutorParts(options);
        _decisions = new RowDecisions(_parts.Run, 1);
        _lookUps = new LookUpResolver(_parts.Run, _decisions);
    }

    private void Respond(RowState row, int status, string? body = null, string? retryAfter = null, bool hasError = true) =>
        _lookUps.OnResponse(
            row, ExecutorParts.Response(status, body, retryAfter), status < 300 || !hasError ? null : ExecutorParts.Error(), "look");

    private RowResult Single() => Assert.Single(_decisions.Results).Result;

    private void AssertSentAgain(RowState row)
    {
        Assert.Empty(_decisions.Results);
        Assert.Equal(RowStep.Send, row.Step);
        Assert.Equal([row], _parts.DueAfter(TimeSpan.Zero));
    }

    private void AssertEarlier()
    {
        Assert.Equal(RowOutcome.Unknown, Single().Outcome);
        Assert.Equal((ExecutorParts.Earlier.Reason, "earlier"), (Single().Failure!.Reason, Single().Failure!.ClientRequestId));
    }

    private void AssertUnknown(string end)
    {
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (Single().Outcome, Single().Failure!.ErrorId));
        Assert.EndsWith(end, Single().Failure!.Message, StringComparison.Ordinal);
    }

    private static GraphRequest Request(string verb) => verb switch
    {
        "POST" => Rows.Post("a"),
        "PATCH" => Rows.Patch("a"),
        _ => Rows.Delete("a"),
    };
}

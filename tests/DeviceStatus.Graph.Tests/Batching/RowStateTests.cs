using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class RowStateTests
{
    [Theory]
    [InlineData(null, "an earlier run ended before its response arrived, as the journal says.")]
    [InlineData("the response was lost", "the response was lost.")]
    [InlineData("The response was lost.", "The response was lost.")]
    public void Doubt_is_a_sentence(string? reason, string expected)
    {
        RowState row = Row(Rows.Patch("a"));
        row.LastFailure = new GraphFailure(GraphErrorId.OutcomeUnknown, "x") { Reason = reason };
        Assert.Equal(expected, row.Doubt);

        row.LastFailure = reason is null ? null : row.LastFailure;
        Assert.Equal(expected, row.Doubt);
    }

    [Fact]
    public void OnSending_attempts_of_a_write_and_of_its_reads_are_counted_apart()
    {
        RowState row = Row(Rows.Patch("a"));
        row.OnSending();
        row.OnSending();
        row.SetRead(RowStep.LookUp);
        row.OnSending();
        Assert.Equal((2, 1), (row.Attempts, row.ReadAttempts));

        row.OnBatchRefused();
        Assert.Equal((2, 0), (row.Attempts, row.ReadAttempts));
        row.SetSend();
        row.OnBatchRefused();
        Assert.Equal((1, 0), (row.Attempts, row.ReadAttempts));
    }

    [Fact]
    public void OnSending_reader_of_a_collection_closes_it()
    {
        CollectionScan scan = new(Rows.Post());
        Assert.True(scan.TryAdd(Row(Rows.Post())));

        scan.Reader.OnSending();

        Assert.False(scan.TryAdd(Row(Rows.Post())));
    }

    [Fact]
    public void SetRead_counts_anew_for_another_kind_of_read_only()
    {
        RowState row = Row(Rows.Patch("a"));
        row.SetRead(RowStep.LookUp);
        row.OnSending();
        GraphRequest read = row.Current;
        row.SetRead(RowStep.LookUp);
        Assert.Equal((1, read), (row.ReadAttempts, row.Current));

        row.SetRead(RowStep.ReadBack);
        Assert.Equal((0, RowStep.ReadBack), (row.ReadAttempts, row.Step));
        Assert.Equal(("GET", row.Request.Path), (row.Current.Method.Method, row.Current.Path));
    }

    [Fact]
    public void SetScan_counts_anew_when_it_begins_only()
    {
        RowState row = Row(Rows.Post("a"));
        row.SetRead(RowStep.LookUp);
        row.OnSending();
        row.SetScan();
        Assert.Equal((0, RowStep.Scan), (row.ReadAttempts, row.Step));

        row.OnSending();
        row.SetScan();
        Assert.Equal(1, row.ReadAttempts);
        row.SetSend();
        Assert.Equal((RowStep.Send, row.Request), (row.Step, row.Current));
    }

    [Fact]
    public void SetNextPage_has_a_retry_budget_of_its_own()
    {
        RowState row = Row(ReadingHost.List("p"));
        row.OnSending();
        row.Waited = TimeSpan.FromSeconds(5);
        GraphRequest next = ReadingHost.List("p");

        row.SetNextPage(next);

        Assert.Equal((next, 0, TimeSpan.Zero), (row.Current, row.Attempts, row.Waited));
    }

    [Fact]
    public void IsRead_is_true_for_lists_and_false_for_writes()
    {
        Assert.True(Row(ReadingHost.List("p")).IsRead);
        Assert.False(Row(Rows.Delete("a")).IsRead);
    }

    [Theory]
    [InlineData("entity", "created", "own", "entity")]
    [InlineData(null, "created", "own", "created")]
    [InlineData(null, null, "own", "own")]
    [InlineData(null, null, null, null)]
    public void ToJournalOutcome_names_the_object_as_precisely_as_it_is_known(
        string? entity, string? created, string? own, string? expected)
    {
        RowState row = Row(Rows.Post(own));
        row.JournalKey = "key";
        row.CreatedId = created;
        GraphFailure failure = new(GraphErrorId.NotFound, "Not found.");
        RowResult result = new(row.Item, RowOutcome.Failed, failure)
        {
            Entity = entity is null ? null : EntityReader.Read("{\"id\":\"entity\"}"u8, row.Request.Resource, null),
        };

        JournalOutcome outcome = row.ToJournalOutcome(result);

        Assert.Equal(new("key", 7, RowOutcome.Failed, expected, GraphErrorId.NotFound, "Not found."), outcome);
    }

    [Fact]
    public void ToJournalIntent_has_the_method_and_the_path_with_its_version()
    {
        RowState row = Row(Rows.PatchBeta("a", 5));
        row.JournalKey = "key";

        JournalIntent intent = row.ToJournalIntent();

        Assert.Equal(new("key", 7, "PATCH", "/beta/deviceManagement/iosUpdateStatuses/a", null, null), intent);
    }

    private static RowState Row(GraphRequest request) => new(new WorkItem(7, request, null));
}

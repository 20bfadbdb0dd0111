using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Journal;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class CreationLedgerTests
{
    private readonly CreationLedger _ledger = new(null);
    private long _number;

    [Fact]
    public void Match_object_that_a_row_under_way_may_have_created_is_uncertain_until_its_response()
    {
        RowState other = Row("d");
        RowState row = Row("d");
        _ledger.OnSending([other, row]);

        Assert.Equal(CreationMatch.Uncertain, Match(row, "a"));
        Assert.Equal(CreationMatch.Found, Match(row, "a", other));

        other.CreatedId = "b";
        _ledger.OnCompleted(other, RowOutcome.Done);
        Assert.Equal(CreationMatch.Missing, Match(row, "b"));
        Assert.Equal(CreationMatch.Found, Match(row, "c"));
    }

    [Fact]
    public void Match_second_object_belongs_to_the_row_that_is_looked_for()
    {
        RowState other = Row("d");
        RowState row = Row("d");
        _ledger.OnSending([other, row]);
        other.CreatedId = "a";
        _ledger.OnCompleted(other, RowOutcome.Done);

        Assert.Equal(CreationMatch.Found, Match(row, ["a", "b"]));
        Assert.Equal("b", row.CreatedId);
    }

    [Theory]
    [InlineData("e", false)]
    [InlineData("d", true)]
    public void Match_row_of_other_values_or_of_another_version_takes_no_object(string name, bool isBeta)
    {
        RowState row = Row("d");
        _ledger.OnSending([Row(name, isBeta), row]);

        Assert.Equal(CreationMatch.Found, Match(row, "a"));
    }

    [Fact]
    public void Match_rows_that_are_done_without_an_id_take_one_object_each()
    {
        RowState[] done = [Row("d"), Row("d")];
        RowState failed = Row("d");
        RowState row = Row("d");
        _ledger.OnSending([.. done, failed, row]);
        Array.ForEach(done, other => _ledger.OnCompleted(other, RowOutcome.Done));
        _ledger.OnCompleted(failed, RowOutcome.Failed);

        Assert.Equal(CreationMatch.Missing, Match(row, ["a", "b"]));
        Assert.Equal(CreationMatch.Found, Match(row, ["a", "b", "c"]));
    }

    [Fact]
    public void Match_equal_id_in_another_collection_is_another_object()
    {
        RowState other = InPolicy("p1");
        RowState row = InPolicy("p2");
        _ledger.OnSending([other, row]);
        other.CreatedId = "1";
        _ledger.OnCompleted(other, RowOutcome.Done);

        Assert.Equal(CreationMatch.Found, Match(row, "1"));
    }

    [Theory]
    [InlineData("tenant", "p", true)]
    [InlineData("other", "p", false)]
    [InlineData("tenant", "q", false)]
    public async Task Match_object_of_an_earlier_run_is_taken_in_its_tenant_and_collection_only(string tenant, string policy, bool isTaken)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        JournalScope scope = JournalScope.Create(new Uri("https://graph.example.com"), "tenant", "c", null);
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            RowState created = InPolicy("p");
            journal.Admit(created.Request, scope.Identity, out string key);
            created.JournalKey = key;
            created.CreatedId = "1";
            await journal.WriteIntentsAsync([created.ToJournalIntent(scope)]);
            await journal.WriteOutcomesAsync([created.ToJournalOutcome(new RowResult(created.Item, RowOutcome.Done, null))]);
        }

        await using RunJournal again = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        CreationLedger ledger = new(again, JournalScope.Create(new Uri("https://graph.example.com"), tenant, "c", null));
        RowState row = InPolicy(policy);
        ledger.OnSending([row]);

        Assert.Equal(isTaken ? CreationMatch.Missing : CreationMatch.Found, Match(ledger, row, ["1"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public async Task Match_objects_of_an_earlier_run_belong_to_its_rows(string? id)
    {
        RowState row = Row("d");
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal first = await Journals.OpenAsync(disk))
        {
            RowState created = Row("d");
            first.Admit(created.Request, out string key);
            created.JournalKey = key;
            created.CreatedId = id;
            await first.WriteIntentsAsync([created.ToJournalIntent()]);
            await first.WriteOutcomesAsync([created.ToJournalOutcome(new RowResult(created.Item, RowOutcome.Done, null))]);
        }

        await using RunJournal journal = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        CreationLedger ledger = new(journal, null);
        ledger.OnSending([row]);

        Assert.Equal(CreationMatch.Missing, Match(ledger, row, ["a"]));
        Assert.Equal(CreationMatch.Found, Match(ledger, row, ["a", "b"]));
        Assert.True(id is null || row.CreatedId == "b");
    }

    [Fact]
    public void Match_certain_object_is_taken_by_one_row_only()
    {
        RowState first = Row("d");
        RowState second = Row("d");
        _ledger.OnSending([first, second]);

        Assert.Equal(CreationMatch.Found, Match(first, "a", second));
        Assert.Equal(("a", "a"), (first.CreatedId, first.Entity!.Id));
        Assert.Equal(CreationMatch.Missing, Match(second, "a", first));
    }

    [Fact]
    public void Match_row_that_failed_created_no_object()
    {
        RowState other = Row("d");
        RowState row = Row("d");
        _ledger.OnSending([other, row]);

        Assert.Equal(CreationMatch.Uncertain, Match(row, ["a"]));
        _ledger.OnCompleted(other, RowOutcome.Failed);
        Assert.Equal(CreationMatch.Found, Match(row, ["a"]));
    }

    [Fact]
    public void Match_object_beyond_those_that_are_kept_counts_for_the_row_although_its_id_is_not_known()
    {
        RowState other = Row("d");
        RowState row = Row("d");
        _ledger.OnSending([other, row]);

        Assert.Equal(CreationMatch.Found, Match(row, [.. Enumerable.Range(0, 101).Select(static i => $"id{i}")]));
        Assert.Equal((null, null), (row.CreatedId, row.Entity));
        Assert.Equal(CreationMatch.Uncertain, Match(row, [.. Enumerable.Range(0, 100).Select(static i => $"id{i}")]));
    }

    private RowState InPolicy(string policy)
    {
        StatusChange change = new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Create, policy);
        change.Set("deviceDisplayName", "d");
        return new RowState(new WorkItem(++_number, RequestBuilder.Build(change), null));
    }

    private RowState Row(string name, bool isBeta = false)
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set("deviceDisplayName", name);
        return new RowState(new WorkItem(++_number, RequestBuilder.Build(change, isBeta ? GraphVersion.Beta : GraphVersion.V1), null));
    }

    private CreationMatch Match(RowState row, string id, params RowState[] others) => Match(row, [id], others);

    private CreationMatch Match(RowState row, string[] ids, params RowState[] others) => Match(_ledger, row, ids, others);

    private static CreationMatch Match(CreationLedger ledger, RowState row, string[] ids, params RowState[] others)
    {
        CollectionScan scan = new(row.Request);
        foreach (RowState state in others.Append(row))
        {
            scan.TryAdd(state);
        }

        ScannedRow scanned = new(row);
        foreach (string id in ids)
        {
            byte[] json = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","deviceDisplayName":"d"}""");
            scanned.TakeIfEqual(EntityReader.Read(json, row.Request.Resource, null)!);
        }

        return ledger.Match(scan, scanned);
    }
}

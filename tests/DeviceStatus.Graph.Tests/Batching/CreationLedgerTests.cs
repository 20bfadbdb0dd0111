using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class CreationLedgerTests
{
    private readonly CreationLedger _ledger = new(null);
    private long _number;

    [Fact]
    public void Object_that_a_row_under_way_may_have_created_is_uncertain_until_its_response_came()
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
    public void Second_object_belongs_to_the_row_that_is_looked_for()
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
    public void Row_of_other_values_or_of_another_version_takes_nothing(string name, bool isBeta)
    {
        RowState row = Row("d");
        _ledger.OnSending([Row(name, isBeta), row]);

        Assert.Equal(CreationMatch.Found, Match(row, "a"));
    }

    [Fact]
    public void Rows_that_are_done_without_an_id_take_one_object_each()
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

    private RowState Row(string name, bool isBeta = false)
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set("deviceDisplayName", name);
        return new RowState(new WorkItem(++_number, RequestBuilder.Build(change, isBeta ? GraphVersion.Beta : GraphVersion.V1), null));
    }

    private CreationMatch Match(RowState row, string id, params RowState[] others) => Match(row, [id], others);

    private CreationMatch Match(RowState row, string[] ids, params RowState[] others)
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
            scanned.TakeIfEqual(EntityReader.Read(json, GraphSchema.IosUpdateDeviceStatus, null)!);
        }

        return _ledger.Match(scan, scanned);
    }
}

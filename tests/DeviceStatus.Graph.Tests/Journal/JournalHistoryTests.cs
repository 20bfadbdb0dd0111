using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalHistoryTests
{
    private readonly JournalHistory _history = new();

    [Fact]
    public void RowThatCreated_ignores_the_case_of_the_id()
    {
        Intend(1, "POST");
        Intend(2, "POST");
        End(1, RowOutcome.Done, "First");
        End(2, RowOutcome.Done, "Second");

        Assert.Equal(1, _history.RowThatCreated(null, "/x/FIRST"));
        Assert.Equal(2, _history.RowThatCreated(null, "/x/second"));
        Assert.Null(_history.RowThatCreated(null, "/x/third"));
        Assert.Null(_history.RowThatCreated(null, "/y/second"));
        Assert.Null(_history.RowThatCreated("tenant t", "/x/second"));
        Assert.Equal(0, _history.CountDoneWithoutId(1));
    }

    [Fact]
    public void CountDoneWithoutId_counts_each_row_once()
    {
        Intend(1, "POST");
        Intend(1, "POST", occurrence: 2);
        End(1, RowOutcome.Done, null);
        End(1, RowOutcome.Skipped, null);
        End(1, RowOutcome.Done, null, occurrence: 2);

        Assert.Equal(2, _history.CountDoneWithoutId(1));
        Assert.Equal(0, _history.CountDoneWithoutId(2));
    }

    [Theory]
    [InlineData(RowOutcome.Failed)]
    [InlineData(RowOutcome.NotSent)]
    [InlineData(RowOutcome.Unknown)]
    public void RowThatCreated_row_without_success_is_not_found(RowOutcome outcome)
    {
        Intend(1, "POST");
        End(1, outcome, "a");
        Intend(2, "POST");
        End(2, outcome, null);

        Assert.Null(_history.RowThatCreated(null, "/x/a"));
        Assert.Equal(0, _history.CountDoneWithoutId(2));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public void RowThatCreated_journal_of_changes_has_none(string method)
    {
        Intend(1, method);
        End(1, RowOutcome.Done, "a");
        Intend(2, method);
        End(2, RowOutcome.Done, null);

        Assert.Null(_history.RowThatCreated(null, "/x/a"));
        Assert.Equal(0, _history.CountDoneWithoutId(2));
    }

    [Fact]
    public void InDoubt_has_a_row_from_its_intent_until_its_outcome()
    {
        Intend(2, "POST");
        Intend(1, "POST");
        End(3, RowOutcome.Unknown, null);
        Assert.Equal([1, 2, 3], _history.InDoubt.Select(static entry => entry.Row));
        Assert.Equal(3, _history.Count(JournalState.InDoubt));

        End(2, RowOutcome.Done, null);
        End(1, RowOutcome.Failed, null);

        Assert.Equal(3, Assert.Single(_history.InDoubt).Row);
        Assert.Equal((1, 1), (_history.Count(JournalState.InDoubt), _history.Count(JournalState.Done)));
        Intend(1, "POST");
        _history.MarkAsSeen(Key(3));
        Assert.Equal(1, Assert.Single(_history.InDoubt).Row);
        Assert.Equal(JournalState.InDoubt, _history.StateOf(Key(3)));
    }

    [Theory]
    [InlineData("/v1.0/deviceManagement/x", "v1.0")]
    [InlineData("/beta/x", "beta")]
    [InlineData("/beta", null)]
    [InlineData("x", null)]
    public void Versions_are_the_first_segments_of_the_addresses(string url, string? version)
    {
        _history.Apply(new JournalLine { Key = Key(1), Url = url });

        Assert.Equal(version is null ? [] : [version], _history.Versions);
    }

    [Fact]
    public void ApiVersionOf_a_connection_without_a_version_is_auto()
    {
        _history.ApplyConnection(JObject.Parse("{\"scope\":\"one\",\"apiVersion\":\"beta\"}"));
        _history.ApplyConnection(JObject.Parse("{\"scope\":\"two\"}"));

        Assert.Equal(("beta", "auto", null), (_history.ApiVersionOf("one"), _history.ApiVersionOf("two"), _history.ApiVersionOf("three")));
    }

    private static JournalKey Key(int row, int occurrence = 1) => new((UInt128)row, occurrence);

    private void Intend(int row, string method, int occurrence = 1) =>
        _history.Apply(new JournalLine { Key = Key(row, occurrence), Row = row, Method = method, Url = "/v1.0/x" });

    private void End(int row, RowOutcome outcome, string? id, int occurrence = 1) =>
        _history.Apply(new JournalLine { Key = Key(row, occurrence), Row = row, Outcome = outcome, Id = id });
}

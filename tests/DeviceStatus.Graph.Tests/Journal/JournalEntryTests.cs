using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Identity;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalEntryTests : IDisposable
{
    private const string Header =
        "{\"journal\":\"DeviceStatus\",\"version\":1,"
        + "\"command\":\"New-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";

    private const string First = "\"key\":\"00000000000000000000000000000001-1\"";
    private const string Second = "\"key\":\"00000000000000000000000000000002-1\"";
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => Path.Combine(_folder.Path, "run.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_later_line_without_a_field_keeps_the_earlier_value()
    {
        JournalEntry entry = Assert.Single(await ReadAsync(
            $"{{\"event\":\"intent\",{First},\"row\":7,\"method\":\"POST\",\"url\":\"/v1.0/x\","
                + "\"tenant\":\"t\",\"connection\":\"c\",\"id\":\"i\"}",
            $"{{\"outcome\":\"failed\",{First},\"error\":\"GraphConflict\",\"reason\":\"It exists.\"}}"));

        Assert.Equal(
            (7, "POST", "/v1.0/x", "t", "c", "i"), (entry.Row, entry.Method, entry.Path, entry.Tenant, entry.Connection, entry.Id));
        Assert.Equal((RowOutcome.Failed, "GraphConflict", "It exists."), (entry.Outcome, entry.ErrorId, entry.Reason));
    }

    [Fact]
    public async Task ReadAsync_later_line_replaces_the_fields_that_it_has()
    {
        JournalEntry entry = Assert.Single(await ReadAsync(
            $"{{\"event\":\"intent\",{First},\"row\":7,\"method\":\"POST\",\"url\":\"/v1.0/x\","
                + "\"tenant\":\"t\",\"connection\":\"c\",\"id\":\"i\"}",
            $"{{\"outcome\":\"done\",{First},\"row\":8,\"method\":\"PATCH\",\"url\":\"/beta/x\","
                + "\"tenant\":\"u\",\"connection\":\"d\",\"id\":\"j\"}"));

        Assert.Equal(
            (8, "PATCH", "/beta/x", "u", "d", "j"), (entry.Row, entry.Method, entry.Path, entry.Tenant, entry.Connection, entry.Id));
        Assert.Equal((RowOutcome.Done, null, null), (entry.Outcome, entry.ErrorId, entry.Reason));
    }

    [Fact]
    public async Task ReadAsync_row_that_was_sent_without_an_outcome_is_unknown()
    {
        IReadOnlyList<JournalEntry> entries = await ReadAsync(
            $"{{\"outcome\":\"failed\",{First},\"row\":1,\"error\":\"GraphThrottled\",\"reason\":\"Too many.\"}}",
            $"{{\"event\":\"intent\",{Second},\"row\":2}}",
            $"{{\"event\":\"intent\",{First},\"row\":1}}");

        Assert.Equal([1, 2], entries.Select(static entry => entry.Row));
        Assert.All(entries, static entry => Assert.Equal(
            (RowOutcome.Unknown, GraphErrorId.OutcomeUnknown, "The request was sent, but the run ended before a response arrived."),
            (entry.Outcome, entry.ErrorId, entry.Reason)));
    }

    [Fact]
    public async Task ReadAsync_empty_file_has_no_header_and_no_entries()
    {
        await File.WriteAllTextAsync(JournalPath, string.Empty, TestContext.Current.CancellationToken);

        (JournalHeader? header, IReadOnlyList<JournalEntry> entries) = await JournalEntry.ReadAsync(
            JournalPath, TestContext.Current.CancellationToken);

        Assert.Null(header);
        Assert.Empty(entries);
    }

    [Fact]
    public async Task ReadAsync_lets_another_process_write_and_delete_the_file()
    {
        await File.WriteAllTextAsync(JournalPath, Header, TestContext.Current.CancellationToken);
        await using FileStream other = new(JournalPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        (JournalHeader? header, _) = await JournalEntry.ReadAsync(JournalPath, TestContext.Current.CancellationToken);

        Assert.Equal("New-IosUpdateDeviceStatus", header!.Command);
    }

    [Theory]
    [InlineData("missing.jsonl")]
    [InlineData(".")]
    public async Task ReadAsync_file_that_cannot_be_read_is_refused_with_the_reason(string name)
    {
        string path = Path.Combine(_folder.Path, name);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => JournalEntry.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains(
            $"-JournalPath '{path}' cannot be read; a run that still writes it locks it. ", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.InnerException);
    }

    private async Task<IReadOnlyList<JournalEntry>> ReadAsync(params string[] lines)
    {
        await File.WriteAllTextAsync(
            JournalPath, Header + string.Concat(lines.Select(static line => line + "\n")), TestContext.Current.CancellationToken);
        return (await JournalEntry.ReadAsync(JournalPath, TestContext.Current.CancellationToken)).Entries;
    }
}

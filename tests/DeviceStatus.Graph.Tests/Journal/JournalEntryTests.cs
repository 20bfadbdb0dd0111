using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Identity;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalEntryTests : IDisposable
{
    private const string Header =
        "{\"journal\":\"DeviceStatus\",\"version\":1,\"command\":\"New-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";

    private const string First = "\"key\":\"00000000000000000000000000000001-1\"";
    private const string Second = "\"key\":\"00000000000000000000000000000002-1\"";
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => Path.Combine(_folder.Path, "run.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Entry_keeps_what_later_lines_leave_out()
    {
        JournalEntry entry = Assert.Single(await ReadAsync(
            $"{{\"event\":\"intent\",{First},\"row\":7,\"method\":\"POST\",\"url\":\"/v1.0/x\",\"tenant\":\"t\",\"connection\":\"c\",\"id\":\"i\"}}",
            $"{{\"outcome\":\"failed\",{First},\"error\":\"GraphConflict\",\"reason\":\"It exists.\"}}"));

        Assert.Equal((7, "POST", "/v1.0/x", "t", "c", "i"), (entry.Row, entry.Method, entry.Path, entry.Tenant, entry.Connection, entry.Id));
        Assert.Equal((RowOutcome.Failed, "GraphConflict", "It exists."), (entry.Outcome, entry.ErrorId, entry.Reason));
    }

    [Fact]
    public async Task Later_line_replaces_what_it_says()
    {
        JournalEntry entry = Assert.Single(await ReadAsync(
            $"{{\"event\":\"intent\",{First},\"row\":7,\"method\":\"POST\",\"url\":\"/v1.0/x\",\"tenant\":\"t\",\"connection\":\"c\",\"id\":\"i\"}}",
            $"{{\"outcome\":\"done\",{First},\"row\":8,\"method\":\"PATCH\",\"url\":\"/beta/x\",\"tenant\":\"u\",\"connection\":\"d\",\"id\":\"j\"}}"));

        Assert.Equal((8, "PATCH", "/beta/x", "u", "d", "j"), (entry.Row, entry.Method, entry.Path, entry.Tenant, entry.Connection, entry.Id));
        Assert.Equal((RowOutcome.Done, null, null), (entry.Outcome, entry.ErrorId, entry.Reason));
    }

    [Fact]
    public async Task Row_that_was_sent_without_an_outcome_is_unknown()
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
    public async Task Empty_file_has_no_header_and_no_entries()
    {
        await File.WriteAllTextAsync(JournalPath, string.Empty, TestContext.Current.CancellationToken);

        (JournalHeader? header, IReadOnlyList<JournalEntry> entries) = await JournalEntry.ReadAsync(JournalPath, TestContext.Current.CancellationToken);

        Assert.Null(header);
        Assert.Empty(entries);
    }

    [Fact]
    public async Task Journal_can_be_read_while_another_process_may_write_and_delete_it()
    {
        await File.WriteAllTextAsync(JournalPath, Header, TestContext.Current.CancellationToken);
        await using FileStream other = new(JournalPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        (JournalHeader? header, _) = await JournalEntry.ReadAsync(JournalPath, TestContext.Current.CancellationToken);

        Assert.Equal("New-IosUpdateDeviceStatus", header!.Command);
    }

    [Theory]
    [InlineData("missing.jsonl")]
    [InlineData(".")]
    public async Task File_that_cannot_be_read_is_refused_in_words(string name)
    {
        string path = Path.Combine(_folder.Path, name);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => JournalEntry.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains($"-JournalPath '{path}' cannot be read; a run that still writes it locks it. ", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.InnerException);
    }

    private async Task<IReadOnlyList<JournalEntry>> ReadAsync(params string[] lines)
    {
        await File.WriteAllTextAsync(JournalPath, Header + string.Concat(lines.Select(static line => line + "\n")), TestContext.Current.CancellationToken);
        return (await JournalEntry.ReadAsync(JournalPath, TestContext.Current.CancellationToken)).Entries;
    }
}

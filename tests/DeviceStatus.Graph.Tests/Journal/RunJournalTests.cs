using System.Text;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>What a journal writes, and what it says when it cannot be used.</summary>
public sealed class RunJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => Path.Combine(_folder.Path, "run.jsonl");

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunJournal_intent_and_outcome_are_written_with_every_field()
    {
        await using (RunJournal journal = await Journals.OpenAsync(JournalPath))
        {
            journal.Admit(Rows.Post("a"), out string key);
            await journal.WriteIntentsAsync([new JournalIntent(key, 7, "POST", "/v1.0/x", "tenant", "connection")]);
            await journal.WriteOutcomesAsync([new JournalOutcome(key, 7, RowOutcome.Failed, "a", "GraphConflict", "It \u001b[2J exists.")]);
        }

        JObject[] lines = [.. (await File.ReadAllLinesAsync(JournalPath, End)).Select(JObject.Parse)];
        Assert.Equal(
            ["journal", "version", "command", "endpoint", "tenant", "lineCheck"],
            lines[0].Properties().Select(static property => property.Name));
        Assert.Equal(["run", "check"], lines[1].Properties().Select(static property => property.Name));
        Assert.Equal(
            ["event", "key", "row", "method", "url", "tenant", "connection", "check"],
            lines[2].Properties().Select(static property => property.Name));
        Assert.Equal(
            ["outcome", "key", "row", "id", "error", "reason", "check"], lines[3].Properties().Select(static property => property.Name));
        Assert.Equal(("intent", "failed"), ((string?)lines[2]["event"], (string?)lines[3]["outcome"]));
        Assert.Equal("It \\u001B[2J exists.", (string?)lines[3]["reason"]);
        JournalEntry entry = Assert.Single((await JournalEntry.ReadAsync(JournalPath, End)).Entries);
        Assert.Equal(
            (7, "POST", "/v1.0/x", "tenant", "connection", "a", RowOutcome.Failed, "GraphConflict"),
            (entry.Row, entry.Method, entry.Path, entry.Tenant, entry.Connection, entry.Id, entry.Outcome, entry.ErrorId));
    }

    [Theory]
    [InlineData(4000, true)]
    [InlineData(4001, false)]
    public async Task WriteIntentsAsync_id_is_written_whole_or_not_at_all(int length, bool isWritten)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        journal.Admit(Rows.Post("a"), out string key);

        await journal.WriteOutcomesAsync([new JournalOutcome(key, 1, RowOutcome.Done, new string('i', length), null, null)]);

        string text = Encoding.UTF8.GetString(disk.Content);
        Assert.Equal(isWritten, text.Contains(new string('i', length), StringComparison.Ordinal));
        Assert.Equal(isWritten, text.Contains("\"id\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteIntentsAsync_address_is_cut_at_the_longest_text()
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        journal.Admit(Rows.Post("a"), out string key);

        await journal.WriteIntentsAsync([new JournalIntent(key, 1, "POST", new string('u', 5000))]);

        Assert.Contains($"\"{new string('u', 4000)}\"", Encoding.UTF8.GetString(disk.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnmatchedInDoubt_rows_that_are_not_in_the_new_input_are_in_input_order()
    {
        GraphRequest[] requests = [Rows.Post("a"), Rows.Post("b"), Rows.Post("c"), Rows.Post("d")];
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal first = await Journals.OpenAsync(disk))
        {
            foreach (int i in new[] { 3, 1, 0, 2 })
            {
                first.Admit(requests[i], out string key);
                await first.WriteIntentsAsync([new JournalIntent(key, i + 1, "POST", "/v1.0/x")]);
            }

            first.Admit(Rows.Post("e"), out string refused);
            await first.WriteOutcomesAsync([new JournalOutcome(refused, 9, RowOutcome.Failed, null, "GraphConflict", "x")]);
        }

        await using RunJournal next = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        Assert.Equal((0, 4), (next.PriorDone, next.PriorInDoubt));
        next.Admit(requests[1], out _);

        Assert.Equal([1, 3, 4], next.UnmatchedInDoubt.Select(static entry => entry.Row));
    }

    [Theory]
    [InlineData(
        "New-IosUpdateDeviceStatus",
        null,
        null,
        null,
        "it belongs to a run of Set-IosUpdateDeviceStatus, not of New-IosUpdateDeviceStatus")]
    [InlineData(
        null,
        "https://graph.microsoft.us/",
        null,
        null,
        "it belongs to a run against https://graph.example.com/, not against https://graph.microsoft.us/")]
    [InlineData(null, null, "another", null, "it belongs to a run in the tenant 11111111-1111-1111-1111-111111111111, not in another")]
    [InlineData(null, null, null, "beta", "it belongs to a run without -ApiVersion, not with -ApiVersion beta; connect as that run did")]
    public async Task OpenAsync_journal_of_another_run_is_refused_with_its_owner(
        string? command, string? endpoint, string? tenant, string? version, string expected)
    {
        JournalHeader own = Header(null, null, null, JournalHeader.AutomaticVersion);
        await (await Journals.OpenAsync(JournalPath, own)).DisposeAsync();

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Journals.OpenAsync(JournalPath, Header(command, endpoint, tenant, version ?? JournalHeader.AutomaticVersion)));

        Assert.Equal($"'{JournalPath}' cannot continue this run: {expected}. Use another -JournalPath.", refused.Message);
        await (await Journals.OpenAsync(JournalPath, own)).DisposeAsync();
    }

    [Theory]
    [InlineData("beta", "v1.0", "it belongs to a run with -ApiVersion beta, not with -ApiVersion v1.0; connect as that run did")]
    [InlineData(
        "beta",
        JournalHeader.AutomaticVersion,
        "it belongs to a run with -ApiVersion beta, not without -ApiVersion; connect as that run did")]
    public async Task OpenAsync_journal_of_another_api_version_names_both(string version, string wanted, string expected)
    {
        await (await Journals.OpenAsync(JournalPath, Header(null, null, null, version))).DisposeAsync();

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Journals.OpenAsync(JournalPath, Header(null, null, null, wanted)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_path_that_cannot_be_used_is_refused_with_the_reason()
    {
        string missing = Path.Combine(_folder.Path, "missing", "run.jsonl");

        Assert.StartsWith(
            $"-JournalPath '{missing}': the folder does not exist",
            (await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(missing))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"-JournalPath '{_folder.Path}' cannot be written: ",
            (await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(_folder.Path))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(() => RunJournal.OpenAsync(JournalPath, null!, End));
        Assert.False(File.Exists(JournalPath));
    }

    [Fact]
    public async Task OpenAsync_later_version_of_the_format_is_refused_with_its_number()
    {
        await File.WriteAllTextAsync(
            JournalPath,
            "{\"journal\":\"DeviceStatus\",\"version\":2,"
                + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n",
            End);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(JournalPath));

        Assert.EndsWith(
            "is a journal of version 2; this module reads version 1. Use the module that wrote it, or another -JournalPath.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_journal_of_an_earlier_module_continues_without_digests()
    {
        const string Old = "{\"journal\":\"DeviceStatus\",\"version\":1,"
            + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";
        FullDisk disk = new FullDisk(Encoding.UTF8.GetBytes(Old), long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            journal.Admit(Rows.Post("a"), out string key);
            await journal.WriteOutcomesAsync([new JournalOutcome(key, 1, RowOutcome.Done, "a", null, null)]);
        }

        Assert.DoesNotContain("check", Encoding.UTF8.GetString(disk.Content), StringComparison.OrdinalIgnoreCase);
        await using RunJournal next = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        Assert.Equal(1, next.PriorDone);
    }

    [Theory]
    [InlineData(",\"check\":\"00000000\"}\n")]
    [InlineData("}\n")]
    public async Task OpenAsync_line_without_its_digest_is_refused_with_its_number(string end)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await (await Journals.OpenAsync(disk)).DisposeAsync();
        byte[] content =
        [
            .. disk.Content, .. Encoding.UTF8.GetBytes("{\"outcome\":\"done\",\"key\":\"00000000000000000000000000000001-1\"" + end),
        ];

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Journals.OpenAsync(new FullDisk(content, long.MaxValue).Ready()));

        Assert.Equal(
            "'stream' is damaged in line 3: what was done after that line is not known. "
            + "Look at the file, or use another -JournalPath and check the objects first.",
            refused.Message);
        Assert.Equal("The line does not have the digest of its bytes.", Assert.IsType<FormatException>(refused.InnerException).Message);
    }

    [Theory]
    [InlineData(
        "{\"outcome\":\"done\",\"key\":\"00000000000000000000000000000001-1\"}/* and more */", "The line holds more than one object.")]
    [InlineData("{\"outcome\":\"done\",\"key\":\"1\"}", "no key")]
    public async Task OpenAsync_line_of_an_earlier_module_that_is_not_one_row_is_refused_with_the_reason(string line, string reason)
    {
        const string Old = "{\"journal\":\"DeviceStatus\",\"version\":1,"
            + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Journals.OpenAsync(new FullDisk(Encoding.UTF8.GetBytes(Old + line + "\n"), long.MaxValue).Ready()));

        Assert.StartsWith("'stream' is damaged in line 2: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(reason, Assert.IsType<FormatException>(refused.InnerException).Message);
    }

    [Fact]
    public async Task OpenAsync_file_that_is_no_journal_is_named_with_what_to_do()
    {
        await File.WriteAllTextAsync(JournalPath, "Id,Status\n", End);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(JournalPath));

        Assert.Equal(
            $"'{JournalPath}' is not a journal of DeviceStatus and was left as it is. "
                + "Name a file that does not exist yet, or a journal to continue.",
            refused.Message);
    }

    [Fact]
    public async Task WriteOutcomesAsync_full_disk_removes_the_incomplete_line_and_writes_nothing_more()
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await (await Journals.OpenAsync(disk)).DisposeAsync();
        FullDisk small = new FullDisk(disk.Content, disk.Content.Length + 90).Ready();
        await using RunJournal journal = await Journals.OpenAsync(small);
        int before = small.Content.Length;
        journal.Admit(Rows.Post("a"), out string key);

        await Assert.ThrowsAsync<IOException>(() => journal.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/x")]));
        small.MakeRoom();
        IOException again = await Assert.ThrowsAsync<IOException>(
            () => journal.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/x")]));

        Assert.Equal("No space left on device", again.Message);
        Assert.Equal(before, small.Content.Length);
    }

    [Fact]
    public async Task DisposeAsync_no_more_lines_are_taken_afterwards()
    {
        RunJournal journal = await Journals.OpenAsync(new FullDisk([], long.MaxValue).Ready());
        journal.Admit(Rows.Post("a"), out string key);
        await journal.DisposeAsync();

        IOException closed = await Assert.ThrowsAsync<IOException>(
            () => journal.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/x")]));

        Assert.Equal("the journal is closed", closed.Message);
    }

    [Fact]
    public async Task WriteRefusedAsync_row_has_a_key_of_its_number()
    {
        await using (RunJournal journal = await Journals.OpenAsync(JournalPath))
        {
            await journal.WriteRefusedAsync(3, "InvalidRow", "Row 3: no id.");
            await journal.WriteRefusedAsync(4, "InvalidRow", "Row 4: no id.");
        }

        IReadOnlyList<JournalEntry> entries = (await JournalEntry.ReadAsync(JournalPath, End)).Entries;
        Assert.Equal([(3L, "Row 3: no id."), (4L, "Row 4: no id.")], entries.Select(static entry => (entry.Row, entry.Reason!)));
    }

    [Fact]
    public async Task AddConnectionAsync_connection_is_written_once_with_every_field()
    {
        JournalScope scope = JournalScope.Create(new Uri("https://graph.example.com/"), "Tenant", "One", "beta");
        for (int run = 0; run < 2; run++)
        {
            await using RunJournal journal = await Journals.OpenAsync(JournalPath);
            await journal.AddConnectionAsync(scope);
            await journal.AddConnectionAsync(scope with { ApiVersion = "BETA" });
            await Assert.ThrowsAsync<ArgumentNullException>(() => journal.AddConnectionAsync(null!));
        }

        JObject line = Assert.Single(
            (await File.ReadAllLinesAsync(JournalPath, End)).Select(JObject.Parse), static line => line["scope"] is not null);
        Assert.Equal(["scope", "tenant", "connection", "apiVersion", "check"], line.Properties().Select(static property => property.Name));
        Assert.Equal(
            ("https://graph.example.com/ tenant tenant", "Tenant", "One", "beta"),
            ((string?)line["scope"], (string?)line["tenant"], (string?)line["connection"], (string?)line["apiVersion"]));
        Assert.Empty((await JournalEntry.ReadAsync(JournalPath, End)).Entries);
    }

    [Theory]
    [InlineData("beta", "v1.0", "with -ApiVersion beta, and the connection is now v1.0 (auto is without -ApiVersion)")]
    [InlineData("beta", null, "with -ApiVersion beta, and the connection is now auto (auto is without -ApiVersion)")]
    [InlineData(null, "beta", "with -ApiVersion auto, and the connection is now beta (auto is without -ApiVersion)")]
    public async Task AddConnectionAsync_connection_with_another_version_is_refused(string? before, string? now, string expected)
    {
        Uri endpoint = new("https://graph.example.com/");
        await using (RunJournal first = await Journals.OpenAsync(JournalPath))
        {
            await first.AddConnectionAsync(JournalScope.Create(endpoint, "tenant", "One", before));
        }

        await using RunJournal journal = await Journals.OpenAsync(JournalPath);
        await journal.AddConnectionAsync(JournalScope.Create(endpoint, "other", "One", now));
        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => journal.AddConnectionAsync(JournalScope.Create(endpoint, "TENANT", "Another name", now)));

        Assert.Equal(
            $"'{JournalPath}' cannot continue this run: it wrote over the connection 'Another name' {expected}. "
            + "Connect as that run did, or use another -JournalPath.",
            refused.Message);
    }

    [Fact]
    public async Task OpenAsync_run_without_ApiVersion_records_automatic_selection()
    {
        await using (RunJournal first = await Journals.OpenAsync(JournalPath, Header(null, null, null, JournalHeader.AutomaticVersion)))
        {
            first.Admit(Rows.Post("a"), out string key);
            await first.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/x")]);
        }

        JournalException refused = await Assert.ThrowsAsync<JournalException>(
            () => Journals.OpenAsync(JournalPath, Header(null, null, null, "beta")));

        Assert.Contains("it belongs to a run without -ApiVersion, not with -ApiVersion beta", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_waits_for_the_lines_under_way()
    {
        SlowDisk disk = new();
        RunJournal journal = await Journals.OpenAsync(disk);
        journal.Admit(Rows.Post("a"), out string key);
        disk.Hold();
        Task written = journal.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/x")]);

        Task closed = journal.DisposeAsync().AsTask();
        Assert.False(closed.IsCompleted);
        Assert.True(disk.CanWrite);
        disk.Release();
        await closed;

        Assert.True(written.IsCompletedSuccessfully);
        Assert.False(disk.CanWrite);
    }

    private static JournalHeader Header(string? command, string? endpoint, string? tenant, string version) => new()
    {
        Command = command ?? Journals.Header.Command,
        Endpoint = endpoint ?? Journals.Header.Endpoint,
        Tenant = tenant ?? Journals.Header.Tenant,
        ApiVersion = version,
    };
}

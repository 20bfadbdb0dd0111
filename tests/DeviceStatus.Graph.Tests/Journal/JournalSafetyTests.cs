using System.Text;
using CsCheck;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Files;
using DeviceStatus.Graph.Tests.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalSafetyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public static bool IsWindows => OperatingSystem.IsWindows();

    private string JournalPath => Path.Combine(_folder.Path, "run.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", "beta", false)]
    [InlineData("auto", "v1.0", false)]
    [InlineData("v1.0", "auto", false)]
    [InlineData("v1.0", "beta", false)]
    [InlineData("beta", "beta", true)]
    [InlineData("auto", "auto", true)]
    [InlineData(null, "auto", true)]
    [InlineData(null, "v1.0", true)]
    [InlineData(null, "beta", false)]
    public async Task OpenAsync_journal_of_another_api_version_is_refused(string? before, string now, bool isAccepted)
    {
        await using (RunJournal first = await Journals.OpenAsync(JournalPath, Header(before)))
        {
            first.Admit(Rows.Post(), out string key);
            await first.WriteIntentsAsync([new JournalIntent(key, 1, "POST", "/v1.0/deviceManagement/iosUpdateStatuses")]);
        }

        byte[] bytes = await File.ReadAllBytesAsync(JournalPath, End);
        if (isAccepted)
        {
            await using RunJournal second = await Journals.OpenAsync(JournalPath, Header(now));
            Assert.Equal(1, second.PriorInDoubt);
        }
        else
        {
            JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(JournalPath, Header(now)));
            Assert.Contains("-ApiVersion", refused.Message, StringComparison.Ordinal);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(JournalPath, End));
        }
    }

    [Fact]
    public async Task WriteOutcomesAsync_any_text_can_be_read_again() =>
        await Gen.Select(
            Gen.OneOf(Gen.String, Gen.Int[0, 3_000_000].Select(length => new string('\u0001', length))),
            Gen.OneOf(Gen.String, Gen.Int[0, 2_000_000].Select(length => new string('"', length)))).SampleAsync(
            async (reason, id) =>
            {
                FullDisk disk = new FullDisk([], long.MaxValue).Ready();
                await using (RunJournal journal = await Journals.OpenAsync(disk))
                {
                    journal.Admit(Rows.Patch("a"), out string key);
                    await journal.WriteIntentsAsync([new JournalIntent(key, 1, "PATCH", "/v1.0/x")]);
                    await journal.WriteOutcomesAsync([new JournalOutcome(key, 1, RowOutcome.Failed, id, "GraphBadRequest", reason)]);
                    journal.Admit(Rows.Patch("b"), out string done);
                    await journal.WriteOutcomesAsync([new JournalOutcome(done, 2, RowOutcome.Done, null, null, null)]);
                }

                await using RunJournal again = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
                Assert.Equal((1, 0), (again.PriorDone, again.PriorInDoubt));
            },
            iter: 60,
            threads: 1);

    [Fact]
    public async Task OpenAsync_journal_cut_at_any_byte_loses_no_row_before_the_cut() =>
        await Gen.Select(Gen.Int[1, 12], Gen.Int[0, 4000]).SampleAsync(
            async (rows, cut) =>
            {
                FullDisk disk = new FullDisk([], long.MaxValue).Ready();
                await using (RunJournal journal = await Journals.OpenAsync(disk))
                {
                    for (int i = 0; i < rows; i++)
                    {
                        journal.Admit(Rows.Verb("PATCH", i), out string key);
                        await journal.WriteOutcomesAsync([new JournalOutcome(key, i, RowOutcome.Done, null, null, "why")]);
                    }
                }

                byte[] torn = disk.Content[..Math.Min(cut, disk.Content.Length)];
                int whole = Encoding.UTF8.GetString(torn).Split('\n')[..^1]
                    .Count(line => line.Contains("\"outcome\"", StringComparison.Ordinal));
                await using RunJournal again = await Journals.OpenAsync(new FullDisk(torn, long.MaxValue).Ready());
                Assert.Equal(whole, again.PriorDone);
            },
            iter: 200,
            threads: 1);

    [Fact(SkipWhen = nameof(IsWindows), Skip = "Windows has no pipes and devices in the file system.")]
    public async Task OpenAsync_pipe_or_device_is_refused_at_once()
    {
        string fifo = PrivateFileTests.MakeFifo(_folder, "fifo");
        foreach (string path in new[] { fifo, "/dev/null", "/dev/zero" })
        {
            JournalException refused = await Assert.ThrowsAsync<JournalException>(
                () => Journals.OpenAsync(path).WaitAsync(TimeSpan.FromSeconds(20), End));
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }

        (JournalHeader? header, IReadOnlyList<JournalEntry> entries) = await JournalEntry.ReadAsync(fifo, End)
            .WaitAsync(TimeSpan.FromSeconds(20), End);
        Assert.Null(header);
        Assert.Empty(entries);
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "Windows has no pipes in the file system.")]
    public async Task OpenAsync_pipe_is_named_as_one_and_not_kept_open()
    {
        string fifo = PrivateFileTests.MakeFifo(_folder, "fifo");
        for (int i = 0; i < 2; i++)
        {
            JournalException refused = await Assert.ThrowsAsync<JournalException>(
                () => Journals.OpenAsync(fifo).WaitAsync(TimeSpan.FromSeconds(20), End));
            Assert.EndsWith("It is a pipe or a device; a journal is a regular file.", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task UnmatchedInDoubt_row_that_was_edited_is_named()
    {
        await using (RunJournal first = await Journals.OpenAsync(JournalPath))
        {
            first.Admit(Rows.Post(name: "as it was"), out string key);
            first.Admit(Rows.Post(name: "the same"), out string same);
            await first.WriteIntentsAsync([new JournalIntent(key, 7, "POST", "/v1.0/x"), new JournalIntent(same, 8, "POST", "/v1.0/x")]);
        }

        await using RunJournal second = await Journals.OpenAsync(JournalPath);
        Assert.Equal(JournalState.Open, second.Admit(Rows.Post(name: "edited"), out _));
        Assert.Equal(JournalState.InDoubt, second.Admit(Rows.Post(name: "the same"), out _));

        JournalEntry missing = Assert.Single(second.UnmatchedInDoubt);
        Assert.Equal((7, "POST", "/v1.0/x"), (missing.Row, missing.Method, missing.Path));
        Assert.NotNull(second.StartedOn);
    }

    [Fact]
    public async Task Admit_equal_rows_of_two_connections_are_two_rows_in_any_order()
    {
        GraphRequest request = Rows.Patch("a");
        await using (RunJournal first = await Journals.OpenAsync(JournalPath))
        {
            first.Admit(request, "tenant 1", out string one);
            first.Admit(request, "tenant 2", out string other);
            await first.WriteIntentsAsync([
                new JournalIntent(one, 1, "PATCH", "/v1.0/a", "tenant 1", "One"),
                new JournalIntent(other, 2, "PATCH", "/v1.0/a", "tenant 2", "Two")]);
            await first.WriteOutcomesAsync([new JournalOutcome(one, 1, RowOutcome.Done, "a", null, null)]);
        }

        await using (RunJournal second = await Journals.OpenAsync(JournalPath))
        {
            Assert.Equal(JournalState.InDoubt, second.Admit(request, "tenant 2", out _));
            Assert.Equal(JournalState.Done, second.Admit(request, "tenant 1", out _));
            Assert.Equal(JournalState.Open, second.Admit(request, out _));
        }

        (_, IReadOnlyList<JournalEntry> entries) = await JournalEntry.ReadAsync(JournalPath, End);
        Assert.Equal([("tenant 1", "One"), ("tenant 2", "Two")], entries.Select(entry => (entry.Tenant!, entry.Connection!)));
        Assert.Equal(1, JObject.Parse((await File.ReadAllLinesAsync(JournalPath, End))[0])["version"]!.Value<int>());
    }

    private static JournalHeader Header(string? version) => new()
    {
        Command = Journals.Header.Command,
        Endpoint = Journals.Header.Endpoint,
        ApiVersion = version,
    };
}

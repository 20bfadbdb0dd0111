using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => Path.Combine(_folder.Path, "run.jsonl");

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Journal_row_is_on_the_disk_before_it_is_sent()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        int seen = 0;
        server.Whole = (_, items) =>
        {
            string written = Encoding.UTF8.GetString(disk.Content);
            seen += items.Count(
                item => written.Contains($"\"method\":\"{item["method"]}\",\"url\":\"/v1.0{item["url"]}\",", StringComparison.Ordinal));
            return Task.FromResult(false);
        };
        using GraphClient client = Rows.Connect(server.Http);
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            await Rows.RunAsync(
                client,
                Enumerable.Range(0, 60).Select(i => Rows.Verb("PATCH", i)),
                new BatchOptions { Journal = journal, ThrottleLimit = 1 });
        }

        Assert.Equal(60, seen);
    }

    [Fact]
    public async Task Journal_contains_neither_a_body_nor_a_token()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        await using (RunJournal journal = await Journals.OpenAsync(JournalPath))
        {
            await Rows.RunAsync(
                client,
                [Rows.Patch("a", "the name of the device"), Rows.Post("b", "the name of the device")],
                new BatchOptions { Journal = journal });
        }

        string text = await File.ReadAllTextAsync(JournalPath, End);
        Assert.DoesNotContain("the name of the device", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", text, StringComparison.OrdinalIgnoreCase);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => JObject.Parse(line));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(JournalPath));
        }
    }

    [Fact]
    public async Task OpenAsync_second_run_on_the_same_file_is_refused_while_the_first_runs()
    {
        await using (await Journals.OpenAsync(JournalPath))
        {
            JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(JournalPath));
            Assert.Contains("another run may be using it", refused.Message, StringComparison.Ordinal);
        }

        await using RunJournal next = await Journals.OpenAsync(JournalPath);
        Assert.Equal(0, next.PriorDone);
    }

    public static TheoryData<string, string> Foreign() => new()
    {
        { "a CSV file", "Id,Status\r\n1,compliant\r\n" },
        { "an object", "{\"a\":1}\n" },
        { "an object without an end of line", "{\"a\":1}" },
        { "another program's lines", "{\"journal\":\"Other\",\"version\":1}\n{\"key\":\"x\"}\n" },
        { "a later version", "{\"journal\":\"DeviceStatus\",\"version\":2,\"command\":\"x\",\"endpoint\":\"y\"}\n" },
        { "no version", "{\"journal\":\"DeviceStatus\",\"version\":\"one\"}\n" },
        { "text", "hello" },
        { "an empty line", "\n" },
        { "NUL bytes and lines", "\0\0\0\n\0\n" },
        {
            "another command",
            "{\"journal\":\"DeviceStatus\",\"version\":1,"
                + "\"command\":\"New-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n"
        },
        {
            "another endpoint",
            "{\"journal\":\"DeviceStatus\",\"version\":1,"
                + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.microsoft.us/\"}\n"
        },
        {
            "another tenant",
            "{\"journal\":\"DeviceStatus\",\"version\":1,"
                + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\",\"tenant\":\"2\"}\n"
        },
        { "a damaged line", Good + "{\"event\":\"intent\",\"key\":\"00\n" + Good[^1] },
        { "a line without a key", Good + "{\"event\":\"intent\"}\n" },
        { "an outcome that is none", Good + "{\"outcome\":\"perhaps\",\"key\":\"00000000000000000000000000000001-1\"}\n" },
        { "NUL bytes before the end", Good + "\0\0\0\0\n" + "{\"run\":\"x\"}\n" },
    };

    private const string Good =
        "{\"journal\":\"DeviceStatus\",\"version\":1,"
        + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task OpenAsync_file_that_cannot_be_continued_is_refused_and_not_changed(string kind, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        await File.WriteAllBytesAsync(JournalPath, bytes, End);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(JournalPath));

        Assert.True(refused.Message.Contains(JournalPath, StringComparison.Ordinal), kind);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(JournalPath, End));
    }

    [Fact]
    public async Task OpenAsync_path_that_cannot_be_written_is_refused_with_the_reason()
    {
        await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(_folder.Path));
        await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync(Path.Combine(_folder.Path, "missing", "run.jsonl")));
        if (File.Exists("/dev/full"))
        {
            await Assert.ThrowsAsync<JournalException>(() => Journals.OpenAsync("/dev/full"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"journal\":\"DeviceStatus\",\"vers")]
    public async Task OpenAsync_incomplete_header_begins_a_new_journal(string content)
    {
        await File.WriteAllTextAsync(JournalPath, content, End);

        await using (await Journals.OpenAsync(JournalPath))
        {
        }

        (JournalHeader? header, IReadOnlyList<JournalEntry> entries) = await JournalEntry.ReadAsync(JournalPath, End);
        Assert.Equal("Set-IosUpdateDeviceStatus", header!.Command);
        Assert.Empty(entries);
    }

    [Theory]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"event\":\"intent\",\"key\":\"0000")]
    [InlineData("\r")]
    public async Task OpenAsync_incomplete_last_line_is_removed(string tail)
    {
        await File.WriteAllTextAsync(JournalPath, Good + tail, End);

        await using (await Journals.OpenAsync(JournalPath))
        {
        }

        Assert.StartsWith(Good + "{\"run\":", await File.ReadAllTextAsync(JournalPath, End), StringComparison.Ordinal);
        await using RunJournal again = await Journals.OpenAsync(JournalPath);
        Assert.Equal((0, 0), (again.PriorDone, again.PriorInDoubt));
    }

    [Fact]
    public async Task WriteOutcomesAsync_after_a_failed_write_writes_nothing_more()
    {
        FullDisk disk = new FullDisk(Encoding.UTF8.GetBytes(Good), Good.Length + 60) { KeepsHalfLines = true }.Ready();
        RowState row = new(new WorkItem(1, Rows.Patch("a"), null)) { JournalKey = new JournalKey(1, 1).ToString() };
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            await Assert.ThrowsAsync<IOException>(() => journal.WriteIntentsAsync([row.ToJournalIntent()]));
            disk.MakeRoom();
            await Assert.ThrowsAsync<IOException>(
                () => journal.WriteOutcomesAsync([row.ToJournalOutcome(new RowResult(row.Item, RowOutcome.Done, null))]));
        }

        await using RunJournal again = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
        Assert.Equal((0, 0), (again.PriorDone, again.PriorInDoubt));
    }

    [Fact]
    public async Task Run_full_disk_is_the_reason_of_the_rows_not_sent()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        FullDisk disk = new FullDisk(Encoding.UTF8.GetBytes(Good), Good.Length + 60).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);

        List<RowResult> rows = await Rows.RunAsync(client, [Rows.Patch("a"), Rows.Patch("b")], new BatchOptions { Journal = journal });

        Assert.All(rows, static row => Assert.Equal(RowOutcome.NotSent, row.Outcome));
        Assert.All(rows, static row => Assert.Contains(
            "the journal could not be written (No space left on device)", row.Failure!.Message, StringComparison.Ordinal));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task WriteIntentsAsync_many_writers_write_whole_lines()
    {
        await using (RunJournal journal = await Journals.OpenAsync(JournalPath))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
            {
                for (int i = 0; i < 25; i++)
                {
                    RowState row = new(new WorkItem(i, Rows.Verb("PATCH", (100 * worker) + i), null))
                    {
                        JournalKey = new JournalKey((UInt128)((100 * worker) + i), 1).ToString(),
                    };
                    await journal.WriteIntentsAsync([row.ToJournalIntent()]);
                    await journal.WriteOutcomesAsync([row.ToJournalOutcome(new RowResult(row.Item, RowOutcome.Done, null))]);
                }
            }));
        }

        await using RunJournal again = await Journals.OpenAsync(JournalPath);
        Assert.Equal((200, 0), (again.PriorDone, again.PriorInDoubt));
    }
}

using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class ResumeTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_journal_cut_at_any_byte_has_the_state_of_its_whole_lines()
    {
        List<GraphRequest> requests = Enumerable.Range(0, 9)
            .Select(i => Rows.Verb(i % 3 == 0 ? "POST" : i % 3 == 1 ? "PATCH" : "DELETE", i)).ToList();
        byte[] whole = await WrittenAsync(requests);
        List<string> keys = requests.ConvertAll(request => new JournalKey(JournalKey.DigestOf(request), 1).ToString());
        HashSet<JournalState> seen = [];

        for (int length = 0; length <= whole.Length; length++)
        {
            FullDisk disk = new FullDisk(whole[..length], long.MaxValue).Ready();
            await using RunJournal journal = await Journals.OpenAsync(disk);
            List<JournalState> states = Journals.States(journal, requests);

            // Told here by the text alone: a line counts when its end is there.
            string[] lines = Encoding.UTF8.GetString(whole, 0, length).Split('\n')[..^1];
            for (int row = 0; row < keys.Count; row++)
            {
                string? last = lines.LastOrDefault(line => line.Contains(keys[row], StringComparison.Ordinal));
                JournalState expected = last is null || last.Contains("\"failed\"", StringComparison.Ordinal) ? JournalState.Open
                    : last.Contains("\"done\"", StringComparison.Ordinal) ? JournalState.Done
                    : JournalState.InDoubt;
                Assert.True(expected == states[row], $"Cut at {length} of {whole.Length}, row {row + 1} is {states[row]}, not {expected}.");
                seen.Add(expected);
            }
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Resume_journal_cut_at_any_line_ends_with_every_row_done_once_or_reported()
    {
        List<GraphRequest> requests = Enumerable.Range(0, 12)
            .Select(i => Rows.Verb(i % 3 == 0 ? "POST" : i % 3 == 1 ? "PATCH" : "DELETE", i)).ToList();
        byte[] whole = await WrittenAsync(requests);
        List<int> cuts = Enumerable.Range(0, whole.Length)
            .Where(at => whole[at] == (byte)'\n').SelectMany(at => new[] { at, at + 1, at + 30 }).Where(at => at <= whole.Length).ToList();
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        foreach (int cut in cuts)
        {
            server.Calls.Clear();
            FullDisk disk = new FullDisk(whole[..cut], long.MaxValue).Ready();
            List<JournalState> states;
            await using (RunJournal look = await Journals.OpenAsync(new FullDisk(whole[..cut], long.MaxValue).Ready()))
            {
                states = Journals.States(look, requests);
            }

            List<RowResult> rows;
            await using (RunJournal journal = await Journals.OpenAsync(disk))
            {
                rows = await Rows.RunAsync(client, requests, new BatchOptions { Journal = journal });
            }

            for (int i = 0; i < rows.Count; i++)
            {
                bool isPost = requests[i].Method == HttpMethod.Post;
                RowOutcome expected = states[i] == JournalState.Done ? RowOutcome.Skipped
                    : states[i] == JournalState.InDoubt && isPost ? RowOutcome.Unknown
                    : RowOutcome.Done;
                Assert.True(expected == rows[i].Outcome, $"Cut at {cut}, row {i + 1} was {states[i]} and is {rows[i].Outcome}.");
            }

            Assert.Equal(rows.Count(row => row.Outcome == RowOutcome.Done), Writes(server).Count());
            await using RunJournal after = await Journals.OpenAsync(new FullDisk(disk.Content, long.MaxValue).Ready());
            Assert.DoesNotContain(JournalState.Open, Journals.States(after, requests));
        }
    }

    [Fact]
    public async Task Resume_equal_rows_are_counted_one_by_one()
    {
        GraphRequest[] equal = [Rows.Post(null, "same"), Rows.Post(null, "same"), Rows.Post(null, "same")];
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            await Rows.RunAsync(client, equal[..2], new BatchOptions { Journal = journal });
        }

        FullDisk again = new FullDisk(disk.Content, long.MaxValue).Ready();
        await using RunJournal next = await Journals.OpenAsync(again);
        List<RowResult> rows = await Rows.RunAsync(client, equal, new BatchOptions { Journal = next });

        Assert.Equal([RowOutcome.Skipped, RowOutcome.Skipped, RowOutcome.Done], rows.Select(row => row.Outcome));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Resume_POST_in_doubt_is_reported_and_sent_again_only_with_RetryInDoubt()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        byte[] doubt = await Journals.InDoubtAsync(Rows.Post("a"), Rows.Delete("b"));

        // The object is not there, neither under its id nor in the list.
        server.Item = call => call.Method == "POST" ? new(201)
            : call.Url.EndsWith("iosUpdateStatuses", StringComparison.Ordinal)
                ? new(200, new Newtonsoft.Json.Linq.JObject { ["value"] = new Newtonsoft.Json.Linq.JArray() })
            : new(404, BatchServer.Error("NotFound"));

        (List<RowResult> rows, byte[] after) = await ResumeAsync(client, doubt, [Rows.Post("a"), Rows.Delete("b")]);
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Equal(RowOutcome.Done, rows[1].Outcome);
        Assert.Empty(Writes(server));

        (rows, after) = await ResumeAsync(client, after, [Rows.Post("a"), Rows.Delete("b")], retryInDoubt: true);
        Assert.Equal([RowOutcome.Done, RowOutcome.Skipped], rows.Select(row => row.Outcome));

        (rows, _) = await ResumeAsync(client, after, [Rows.Post("a"), Rows.Delete("b")]);
        Assert.Equal([RowOutcome.Skipped, RowOutcome.Skipped], rows.Select(row => row.Outcome));
    }

    [Theory]
    [InlineData(true, false, "; add -RetryInDoubt to look for the object and send it again.")]
    [InlineData(false, true, ", and the row sets no value by which the object could be found.")]
    public async Task Resume_POST_in_doubt_that_cannot_be_looked_for_ends_without_a_request(bool hasValue, bool retryInDoubt, string why)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        if (hasValue)
        {
            change.Set("deviceDisplayName", "device");
        }
        else
        {
            change.Clear("deviceDisplayName");
        }

        GraphRequest request = RequestBuilder.Build(change);
        byte[] doubt = await Journals.InDoubtAsync(request);

        (List<RowResult> rows, _) = await ResumeAsync(client, doubt, [request], retryInDoubt);

        RowResult row = Assert.Single(rows);
        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (row.Outcome, row.Failure!.ErrorId));
        Assert.EndsWith(
            "but an earlier run ended before its response arrived, as the journal says" + why,
            row.Failure.Message,
            StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData("PATCH", false, RowOutcome.Failed)]
    [InlineData("PATCH", true, RowOutcome.Unknown)]
    [InlineData("DELETE", false, RowOutcome.Failed)]
    [InlineData("DELETE", true, RowOutcome.Unknown)]
    public async Task Resume_earlier_row_does_not_undo_what_a_later_POST_created(string verb, bool isInDoubt, RowOutcome expected)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        using GraphClient client = Rows.Connect(store.Http);
        GraphRequest[] requests = [verb == "PATCH" ? Rows.Patch("a", "earlier") : Rows.Delete("a"), Rows.Post("a", "later")];
        byte[] before = isInDoubt ? await Journals.InDoubtAsync(requests[0]) : [];

        // The first row fails, or its outcome is not known, and the second creates the object.
        FullDisk disk = new FullDisk(before, long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            List<RowState> rows = requests.Select((request, i) => new RowState(new WorkItem(i + 1, request, null))).ToList();
            rows.ForEach(row =>
            {
                journal.Admit(row.Request, out string key);
                row.JournalKey = key;
            });
            await journal.WriteIntentsAsync(rows.Skip(isInDoubt ? 1 : 0).Select(row => row.ToJournalIntent()));
            await journal.WriteOutcomesAsync(rows.Skip(isInDoubt ? 1 : 0)
                .Select(row => row.ToJournalOutcome(new RowResult(row.Item, row.Number == 2 ? RowOutcome.Done : RowOutcome.Failed, null))));
        }

        store.Add("a", "later");
        (List<RowResult> results, _) = await ResumeAsync(client, disk.Content, requests);

        Assert.Equal([expected, RowOutcome.Skipped], results.Select(row => row.Outcome));
        Assert.Contains(
            "row 2, which comes after it, created the object in an earlier run", results[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal("later", store.NameOf("a"));
    }

    [Fact]
    public async Task Resume_row_in_doubt_stays_in_doubt_when_this_run_does_not_send_it()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        byte[] doubt = await Journals.InDoubtAsync(Rows.Post("a"));
        List<RowResult> rows = [];

        // A run that is stopped before the row's turn.
        FullDisk disk = new FullDisk(doubt, long.MaxValue).Ready();
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            await using BatchExecutor writer = new(
                client, new BatchOptions { Journal = journal, RetryInDoubt = true, Linger = TimeSpan.FromMinutes(1) });
            writer.TryPost(new WorkItem(1, Rows.Post("a"), null));
            await writer.StopAsync("the test says so");
            await Rows.DrainAsync(writer, rows);
        }

        Assert.Equal((RowOutcome.Unknown, GraphErrorId.OutcomeUnknown), (rows[0].Outcome, rows[0].Failure!.ErrorId));
        Assert.Empty(server.Calls);
        (rows, _) = await ResumeAsync(client, disk.Content, [Rows.Post("a")]);
        Assert.Equal(RowOutcome.Unknown, rows[0].Outcome);
        Assert.Empty(Writes(server));
    }

    [Fact]
    public async Task Resume_row_that_was_throttled_and_not_sent_again_is_sent()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 ? new(429, BatchServer.Error("TooManyRequests"), "60") : new(201);
        using GraphClient client = Rows.Connect(server.Http);
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        List<RowResult> rows = [];
        await using (RunJournal journal = await Journals.OpenAsync(disk))
        {
            await using BatchExecutor writer = new(client, new BatchOptions { Journal = journal });
            writer.TryPost(new WorkItem(1, Rows.Post("a"), null));
            writer.Complete();
            while (writer.Statistics.Retries == 0)
            {
                await writer.WaitAsync(TimeSpan.FromMilliseconds(2), End);
            }

            await writer.StopAsync("the test says so");
            await Rows.DrainAsync(writer, rows);
        }

        Assert.Equal(RowOutcome.NotSent, rows[0].Outcome);
        using GraphClient later = Rows.Connect(server.Http);
        (rows, _) = await ResumeAsync(later, disk.Content, [Rows.Post("a")]);
        Assert.Equal(RowOutcome.Done, rows[0].Outcome);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Resume_POST_that_failed_after_creating_its_object_is_not_sent_again()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => new(500, BatchServer.Error("InternalServerError"));
        using GraphClient client = Rows.Connect(server.Http);

        (List<RowResult> rows, byte[] after) = await ResumeAsync(client, [], [Rows.Post("a"), Rows.Patch("b")]);
        Assert.All(rows, row => Assert.Equal(GraphErrorId.OutcomeUnknown, row.Failure!.ErrorId));
        await ResumeAsync(client, after, [Rows.Post("a"), Rows.Patch("b")]);

        Assert.Equal(1, server.Calls.Count(call => call.Method == "POST"));
        Assert.InRange(server.Calls.Count(call => call.Method == "PATCH"), 2, 16);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_full_disk_at_any_point_stops_without_losing_a_row(bool keepsHalfLines)
    {
        List<GraphRequest> requests = Enumerable.Range(0, 12).Select(i => Rows.Verb("POST", i)).ToList();
        byte[] whole = await WrittenAsync(requests, batchSize: 3);
        int header = whole.AsSpan(0, whole.AsSpan().LastIndexOf("\"run\":"u8)).LastIndexOf((byte)'\n');
        int begin = header + 1 + whole.AsSpan(header + 1).IndexOf((byte)'\n') + 1;
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        for (int room = begin; room < whole.Length; room += 61)
        {
            server.Calls.Clear();
            FullDisk used = new FullDisk([], room) { KeepsHalfLines = keepsHalfLines }.Ready();
            List<RowResult> rows;
            await using (RunJournal journal = await Journals.OpenAsync(used))
            {
                rows = await Rows.RunAsync(client, requests, new BatchOptions { Journal = journal, BatchSize = 3, ThrottleLimit = 1 });
            }

            HashSet<string> arrived = server.Calls.Select(call => call.Url).ToHashSet();
            Assert.Equal(rows.Count(row => row.Outcome == RowOutcome.Done), server.Calls.Count);
            Assert.All(rows, row => Assert.True(row.Outcome is RowOutcome.Done or RowOutcome.NotSent, $"{row.Outcome}: {row.Failure}"));
            Assert.InRange(rows.Count(row => row.Warning is not null), 0, 1);

            // With room again, the next run sends what did not leave, and nothing that did.
            (List<RowResult> next, _) = await ResumeAsync(client, used.Content, requests);
            for (int i = 0; i < next.Count; i++)
            {
                Assert.True(
                    rows[i].Outcome == RowOutcome.Done
                        ? next[i].Outcome is RowOutcome.Skipped or RowOutcome.Unknown
                        : next[i].Outcome is RowOutcome.Done or RowOutcome.Unknown,
                    $"Room for {room}, row {i + 1} was {rows[i].Outcome} and is {next[i].Outcome}.");
            }

            Assert.InRange(Writes(server).Count(), 0, requests.Count);
        }
    }

    private static IEnumerable<ServedCall> Writes(BatchServer server) => server.Calls.Where(call => call.Method != "GET");

    private static async Task<(List<RowResult> Rows, byte[] After)> ResumeAsync(
        GraphClient client, byte[] before, IReadOnlyList<GraphRequest> requests, bool retryInDoubt = false)
    {
        FullDisk disk = new FullDisk(before, long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        List<RowResult> rows = await Rows.RunAsync(client, requests, new BatchOptions { Journal = journal, RetryInDoubt = retryInDoubt });
        return (rows, disk.Content);
    }

    /// <summary>The journal of a run in which the last row was refused.</summary>
    private static async Task<byte[]> WrittenAsync(List<GraphRequest> requests, int batchSize = 4)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        string last = requests[^1].Path;
        server.Item = call => call.Url == last && call.Method != "POST" ? new(400, BatchServer.Error("BadRequest")) : new(204);
        using GraphClient client = Rows.Connect(server.Http);
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        await Rows.RunAsync(client, requests, new BatchOptions { Journal = journal, BatchSize = batchSize, ThrottleLimit = 1 });
        return disk.Content;
    }
}

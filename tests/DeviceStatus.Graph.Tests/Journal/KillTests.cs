using System.Collections.Concurrent;
using System.Diagnostics;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>A run in a process of its own, killed again and again in the midst of its requests, and resumed each time.</summary>
public sealed class KillTests
{
    private const string Root = "DEVICESTATUS_TEST_ROOT";
    private const string JournalPath = "DEVICESTATUS_TEST_JOURNAL";
    private const int RowCount = 300;
    private const int Kills = 8;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_that_is_killed_repeatedly_ends_with_every_row_done_once_or_reported()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "run.jsonl");
        ConcurrentDictionary<string, int> created = new();
        ConcurrentDictionary<string, bool> deleted = new();
        TaskCompletionSource mayKill = New();
        int untilKill = 0;
        int round = 0;
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, items) =>
        {
            int left = Interlocked.Decrement(ref untilKill);

            // By turns the process dies before the work and after it; in neither case does an answer go out.
            List<JObject> answers = left > 0 || round % 2 == 0 ? items.Select(item => Respond(item, created, deleted)).ToList() : [];
            if (left > 0)
            {
                // A last row that is left alone comes as a plain request.
                bool isBatch = context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal);
                await (isBatch
                    ? BatchServer.SendAsync(context, 200, "application/json", BatchServer.Envelope(answers))
                    : BatchServer.SendAsync(
                        context, (int)answers[0]["status"]!, "application/json", answers[0]["body"]?.ToString() ?? string.Empty));
                return true;
            }

            mayKill.TrySetResult();
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
            return true;
        };

        for (; round < Kills; round++)
        {
            untilKill = 2 + (round % 3);
            using Process child = Start(server, path);
            await Task.WhenAny(mayKill.Task, child.WaitForExitAsync(End));
            Assert.False(child.HasExited, $"The run ended before kill {round + 1}.");
            child.Kill();
            await child.WaitForExitAsync(End);
            mayKill = New();
        }

        untilKill = int.MaxValue;
        using (Process last = Start(server, path))
        {
            string said = await last.StandardOutput.ReadToEndAsync(End);
            await last.WaitForExitAsync(End);
            Assert.True(last.ExitCode == 0, said);
        }

        await AssertJournalAsync(path, created, deleted);
    }

    /// <summary>The process that is killed. It runs only when asked for by name.</summary>
    [Fact(Explicit = true)]
    public async Task Child_that_runs_with_a_journal()
    {
        using GraphClient client = Rows.Connect(new Uri(Environment.GetEnvironmentVariable(Root)!));
        await using RunJournal journal = await Journals.OpenAsync(Environment.GetEnvironmentVariable(JournalPath)!);
        List<RowResult> rows = await Rows.RunAsync(
            client,
            Enumerable.Range(0, RowCount).Select(i => i % 2 == 0 ? Rows.Post(null, "n" + i) : Rows.Delete("i" + i)),
            new BatchOptions { Journal = journal, BatchSize = 6, Linger = TimeSpan.FromMinutes(1), ThrottleLimit = 3 });
        Assert.All(
            rows, row => Assert.True(row.Outcome is RowOutcome.Done or RowOutcome.Skipped or RowOutcome.Unknown, row.Failure?.Message));
    }

    private static async Task AssertJournalAsync(
        string path, ConcurrentDictionary<string, int> created, ConcurrentDictionary<string, bool> deleted)
    {
        IReadOnlyList<JournalEntry> entries = (await JournalEntry.ReadAsync(path, End)).Entries;
        int done = entries.Count(entry => entry is { Method: "POST", Outcome: RowOutcome.Done });
        int unknown = entries.Count(entry => entry is { Method: "POST", Outcome: RowOutcome.Unknown });
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Kills} kills: {done} created for certain, {unknown} in doubt, of which {created.Count - done} were created");
        Assert.Equal(RowCount, entries.Count);
        Assert.Equal(RowCount / 2, done + unknown);
        Assert.All(created, pair => Assert.Equal(1, pair.Value));
        Assert.InRange(created.Count, done, done + unknown);
        Assert.InRange(unknown, 1, Kills * 3 * 6);
        Assert.All(entries.Where(entry => entry.Method == "DELETE"), entry => Assert.Equal(RowOutcome.Done, entry.Outcome));
        Assert.Equal(RowCount / 2, deleted.Count);
    }

    private static JObject Respond(
        JObject item, ConcurrentDictionary<string, int> created, ConcurrentDictionary<string, bool> deleted)
    {
        if ((string?)item["method"] == "GET")
        {
            bool isDeleted = deleted.ContainsKey((string)item["url"]!);
            JObject response = BatchServer.Response(item, isDeleted ? 404 : 200);
            response["body"] = isDeleted ? BatchServer.Error("NotFound") : new JObject { ["id"] = "x" };
            return response;
        }

        if ((string?)item["method"] == "DELETE")
        {
            JObject response = BatchServer.Response(item, deleted.TryAdd((string)item["url"]!, true) ? 204 : 404);
            if ((int)response["status"]! == 404)
            {
                response["body"] = BatchServer.Error("NotFound");
            }

            return response;
        }

        created.AddOrUpdate((string)item["body"]!["deviceDisplayName"]!, 1, (_, before) => before + 1);
        return BatchServer.Response(item, 201);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Process Start(BatchServer server, string journal)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (string.Equals(Path.GetFileNameWithoutExtension(start.FileName), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        }

        string method = $"{typeof(KillTests).FullName}.{nameof(Child_that_runs_with_a_journal)}";
        foreach (string argument in new[] { "-noColor", "-explicit", "only", "-method", method })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Root] = server.Http.BaseAddress.AbsoluteUri;
        start.Environment[JournalPath] = journal;
        return Process.Start(start)!;
    }
}

using CsCheck;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Journal;
using static DeviceStatus.Graph.Tests.Batching.PropertyRows;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>
/// Random rows and faults, in runs with a journal that are killed at random moments and continued. The rows of a run have one verb, as
/// those of a command do.
/// </summary>
public sealed class KilledRunPropertyTests
{
    private const int ObjectCount = 8;

    private static readonly Gen<Scenario> GenScenario = Gen.Select(
        Gen.Int[0, 2].SelectMany(static verb =>
            Gen.Select(Gen.Bool, Gen.Int[0, ObjectCount - 1], (hasId, target) => (verb == 0 && !hasId ? 3 : verb, target)).Array[1, 60]),
        Gen.Int[1, 20],
        Gen.Int[1, 4],
        Gen.Int[0, 1_000_000],
        Gen.Int[0, 20],
        Gen.Int[1, 60].Array[0, 3],
        Gen.Bool,
        static (rows, batchSize, throttleLimit, seed, faultPercent, kills, returnsObjects) =>
            new Scenario(rows, batchSize, throttleLimit, seed, faultPercent, kills, returnsObjects));

    [Fact]
    public Task Run_killed_and_continued_does_every_row_once() => GenScenario.SampleAsync(CheckAsync, iter: 60, threads: 1);

    private static async Task CheckAsync(Scenario scenario)
    {
        Random random = new(scenario.Seed);
        await using ObjectStore store = await ObjectStore.StartAsync();
        for (int i = 0; i < ObjectCount; i += 2)
        {
            store.Add(Id(i), "before");
        }

        GraphRequest[] requests = [.. scenario.Rows.Select(Request)];
        byte[] journal = [];
        foreach (int kill in scenario.Kills)
        {
            journal = await KillAsync(scenario, store, random, requests, journal, kill);
        }

        SetFaults(scenario, store, random);
        using GraphClient client = Rows.Connect(store.Http);
        await using RunJournal last = await Journals.OpenAsync(new FullDisk(journal, long.MaxValue).Ready());
        AssertStore(scenario, store, await Rows.RunAsync(client, requests, Options(scenario, last)));
    }

    /// <summary>Runs until the service has had a number of calls, and returns the journal as it is on the disk at that moment.</summary>
    private static async Task<byte[]> KillAsync(
        Scenario scenario, ObjectStore store, Random random, GraphRequest[] requests, byte[] before, int afterCalls)
    {
        SetFaults(scenario, store, random);
        FullDisk disk = new FullDisk(before, long.MaxValue).Ready();
        TaskCompletionSource<byte[]> killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        bool isDead = false;
        Func<ServedCall, ItemAnswer?> fault = store.Before;
        store.Before = call =>
        {
            if (Interlocked.Increment(ref calls) >= afterCalls && !Volatile.Read(ref isDead))
            {
                // Nothing is done any more before the disk is read: what was sent by then stands in the journal.
                Volatile.Write(ref isDead, true);
                killed.TrySetResult(disk.Content);
            }

            return Volatile.Read(ref isDead) ? new(504) : fault(call);
        };
        using GraphClient client = Rows.Connect(store.Http);
        await using RunJournal journal = await Journals.OpenAsync(disk);
        await using BatchExecutor executor = new(client, Options(scenario, journal));
        for (int i = 0; i < requests.Length; i++)
        {
            executor.TryPost(new WorkItem(i + 1, requests[i], null));
        }

        executor.Complete();
        Task run = Rows.DrainAsync(executor, []);
        await Task.WhenAny(run, killed.Task);
        byte[] content = killed.Task.IsCompleted ? await killed.Task : disk.Content;
        await executor.StopAsync("the process was killed");
        await run;

        // What the killed process sent and the service had not read yet must not be done during the next run.
        await store.MoveAsync();
        return content;
    }

    private static BatchOptions Options(Scenario scenario, RunJournal journal) => new()
    {
        BatchSize = scenario.BatchSize,
        ThrottleLimit = scenario.ThrottleLimit,
        Linger = TimeSpan.FromMilliseconds(1),
        StopGrace = TimeSpan.Zero,
        Journal = journal,
        RetryInDoubt = true,
        ReturnObjects = scenario.ReturnsObjects,
    };

    private static void SetFaults(Scenario scenario, ObjectStore store, Random random)
    {
        store.Before = _ => Roll(random, scenario) switch
        {
            0 => new(429, BatchServer.Error("TooManyRequests"), "0.002"),
            1 => new(504),
            2 => new(500, BatchServer.Error("InternalServerError")),
            _ => null,
        };
        store.After = _ => Roll(random, scenario) switch
        {
            0 => new(503, BatchServer.Error("CancelledOnServiceTimeout")),
            1 => new(504),
            _ => null,
        };
    }

    private static void AssertStore(Scenario scenario, ObjectStore store, List<RowResult> results)
    {
        for (int target = 0; target < ObjectCount; target++)
        {
            string name = SharedName(target);
            RowOutcome[] equal = [.. results.Where((_, i) => scenario.Rows[i] == (3, target)).Select(static row => row.Outcome)];
            int done = equal.Count(static outcome => outcome is RowOutcome.Done or RowOutcome.Skipped);
            int unknown = equal.Count(static outcome => outcome == RowOutcome.Unknown);
            int count = store.Objects.Values.Count(entity => (string?)entity["deviceDisplayName"] == name);
            Assert.True(count >= done && count <= done + unknown, $"{name}: {count} objects for {done} rows done and {unknown} in doubt.");

            // What the object may hold: the value of the last row that is done, or of a later one in doubt.
            HashSet<string?> possible = [target % 2 == 0 ? "before" : null];
            for (int i = 0; i < results.Count; i++)
            {
                (int verb, int other) = scenario.Rows[i];
                if (verb == 3 || other != target)
                {
                    continue;
                }

                string? after = verb == 2 ? null : Name(i);
                if (results[i].Outcome is RowOutcome.Done or RowOutcome.Skipped)
                {
                    possible = [after];
                }
                else if (results[i].Outcome == RowOutcome.Unknown)
                {
                    possible.Add(after);
                }
            }

            string rows = string.Join("; ", results.Where((_, i) => scenario.Rows[i].Verb != 3 && scenario.Rows[i].Target == target)
                .Select(static row => $"row {row.Number} {row.Request!.Method} {row.Outcome} {row.Failure}"));
            Assert.True(
                possible.Contains(store.NameOf(Id(target))),
                $"{Id(target)} holds '{store.NameOf(Id(target))}', but could hold only: "
                    + $"{string.Join(", ", possible.Select(static value => value ?? "nothing"))}. {rows}");
        }
    }

    private static int Roll(Random random, Scenario scenario)
    {
        lock (random)
        {
            return random.Next(100) < scenario.FaultPercent ? random.Next(6) : -1;
        }
    }

    private sealed record Scenario(
        (int Verb, int Target)[] Rows, int BatchSize, int ThrottleLimit, int Seed, int FaultPercent, int[] Kills, bool ReturnsObjects)
    {
        public override string ToString() =>
            $"{BatchSize} rows a batch, {ThrottleLimit} in flight, seed {Seed}, {FaultPercent} % faults, "
            + $"kills after {string.Join(',', Kills)} calls, "
            + $"objects {ReturnsObjects}: {string.Join(' ', Rows)}";
    }
}

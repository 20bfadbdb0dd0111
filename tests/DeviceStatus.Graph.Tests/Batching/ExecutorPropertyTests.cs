using CsCheck;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using static DeviceStatus.Graph.Tests.Batching.PropertyRows;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Random rows, faults, sizes and stops against a model of the service.</summary>
public sealed class ExecutorPropertyTests
{
    private const int ObjectCount = 12;

    private static readonly Gen<(int Verb, int Target)[]> GenRows =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, ObjectCount - 1], static (verb, target) => (verb, target)).Array[1, 90];

    private static readonly Gen<Scenario> GenScenario = Gen.Select(
        GenRows, Gen.Int[1, 20], Gen.Int[1, 8], Gen.Int[0, 1_000_000], Gen.Int[0, 30], Gen.Int[-60, 60], Gen.Bool,
        static (rows, batchSize, throttleLimit, seed, faultPercent, stopAfter, retryInDoubt) =>
            new Scenario(rows, batchSize, throttleLimit, seed, faultPercent, stopAfter, retryInDoubt));

    [Fact]
    public Task Run_of_random_rows_and_faults_tells_the_truth_about_every_row() =>
        GenScenario.SampleAsync(CheckAsync, iter: 60, threads: 1);

    private static async Task CheckAsync(Scenario scenario)
    {
        await using ObjectStore store = await ObjectStore.StartAsync();
        for (int i = 0; i < ObjectCount; i += 2)
        {
            store.Add(Id(i), "before");
        }

        AddFaults(store, scenario);
        using GraphClient client = Rows.Connect(store.Http);
        await using BatchExecutor executor = new(client, new BatchOptions
        {
            BatchSize = scenario.BatchSize,
            ThrottleLimit = scenario.ThrottleLimit,
            Linger = TimeSpan.FromMilliseconds(1),
            StopGrace = TimeSpan.FromMilliseconds(scenario.Seed % 20),
            RetryInDoubt = scenario.RetryInDoubt,
        });
        List<RowResult> results = [];
        for (int i = 0; i < scenario.Rows.Length; i++)
        {
            if (i == scenario.StopAfter)
            {
                await executor.StopAsync("the test stops the run");
                break;
            }

            WorkItem item = new(i + 1, Request(scenario.Rows[i], i), null);
            while (!executor.TryPost(item))
            {
                await executor.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
                Rows.Take(executor, results);
            }
        }

        executor.Complete();
        await Rows.DrainAsync(executor, results);
        int posted = scenario.StopAfter >= 0 ? Math.Min(scenario.StopAfter, scenario.Rows.Length) : scenario.Rows.Length;
        Rows.AssertOnce(results, posted);
        AssertStore(scenario, store, results);
    }

    private static void AddFaults(ObjectStore store, Scenario scenario)
    {
        Random random = new(scenario.Seed);
        store.Before = _ => Roll(random, scenario) switch
        {
            0 => new(429, BatchServer.Error("TooManyRequests"), "0.002"),
            1 => new(504),
            2 => new(503, BatchServer.Error("TooManyRequests"), "0.002"),
            3 => new(500, BatchServer.Error("InternalServerError")),
            4 => new(404),
            _ => null,
        };
        store.After = _ => Roll(random, scenario) switch
        {
            0 => new(503, BatchServer.Error("CancelledOnServiceTimeout")),
            1 => new(502),
            2 => new(504),
            _ => null,
        };
        store.Whole = (context, _) =>
        {
            bool isLost = Roll(random, scenario) == 0;
            if (isLost)
            {
                context.Abort();
            }

            return Task.FromResult(isLost);
        };
    }

    private static void AssertStore(Scenario scenario, ObjectStore store, List<RowResult> results)
    {
        // What each object may hold after its rows, in order; a row in doubt leaves both possibilities.
        Dictionary<int, HashSet<string?>> possible = [];
        for (int i = 0; i < ObjectCount; i++)
        {
            possible[i] = [i % 2 == 0 ? "before" : null];
        }

        for (int i = 0; i < results.Count; i++)
        {
            (int verb, int target) = scenario.Rows[i];
            string row = $"Row {i + 1} ({results[i].Request!.Method} {Id(target)}) is {results[i].Outcome}: {results[i].Failure}";
            if (verb == 3)
            {
                // Rows without an id have few different names, so that many of them are equal.
                int[] equal = [.. Enumerable.Range(0, results.Count).Where(other => scenario.Rows[other] == scenario.Rows[i])];
                int done = equal.Count(other => results[other].Outcome == RowOutcome.Done);
                int unknown = equal.Count(other => results[other].Outcome == RowOutcome.Unknown);
                int count = store.Objects.Values.Count(entity => (string?)entity["deviceDisplayName"] == SharedName(target));
                Assert.True(
                    count >= done && count <= done + unknown, $"{row}; {count} objects for {done} rows done and {unknown} in doubt.");
                continue;
            }

            string? after = verb == 2 ? null : Name(i);
            if (results[i].Outcome == RowOutcome.Done)
            {
                possible[target] = [after];
            }
            else if (results[i].Outcome == RowOutcome.Unknown)
            {
                possible[target].Add(after);
            }
        }

        for (int i = 0; i < ObjectCount; i++)
        {
            Assert.True(
                possible[i].Contains(store.NameOf(Id(i))),
                $"{Id(i)} holds '{store.NameOf(Id(i))}', but could hold only: "
                    + $"{string.Join(", ", possible[i].Select(name => name ?? "nothing"))}.");
        }
    }

    private static int Roll(Random random, Scenario scenario)
    {
        lock (random)
        {
            return random.Next(100) < scenario.FaultPercent ? random.Next(8) : -1;
        }
    }

    private sealed record Scenario(
        (int Verb, int Target)[] Rows, int BatchSize, int ThrottleLimit, int Seed, int FaultPercent, int StopAfter, bool RetryInDoubt)
    {
        public override string ToString() =>
            $"{BatchSize} rows a batch, {ThrottleLimit} in flight, seed {Seed}, {FaultPercent} % faults, stop after {StopAfter}, "
            + $"retry in doubt {RetryInDoubt}: {string.Join(' ', Rows)}";
    }
}

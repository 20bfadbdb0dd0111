using System.Collections.Concurrent;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ChaosTests
{
    private const int EachVerb = 900;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, UpdateResponse.Entity, false)]
    [InlineData(2, UpdateResponse.NoContent, true)]
    public async Task BatchExecutor_any_faults_outcomes_match_the_store(int seed, UpdateResponse answer, bool returnObjects)
    {
        bool isCalm = true;
        ConcurrentDictionary<SandboxFaultKind, int> faults = new();
        Random random = new(seed);
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new LoopbackOptions
            {
                RecordLast = 0,
                Sandbox = new SandboxOptions { Empty = true, UpdateResponse = answer, PageSize = 1000, Faults = Choose },
            },
            End);
        using GraphClient client = Rows.Connect(server);
        List<GraphRequest> existing = Enumerable.Range(0, 2 * EachVerb).Select(i => Rows.Post("old" + i, "before")).ToList();
        Assert.All(await Rows.RunAsync(client, existing), row => Assert.Equal(RowOutcome.Done, row.Outcome));
        isCalm = false;

        List<(string Verb, string Key, GraphRequest Request)> wanted = Wanted();
        List<RowResult> rows = await Rows.RunAsync(
            client, wanted.Select(row => row.Request), new BatchOptions { BatchSize = 5, ReturnObjects = returnObjects });
        isCalm = true;

        List<StatusEntity> store = [];
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(
            RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null, End))
        {
            store.AddRange(page);
        }

        AssertStore(wanted, rows, store, returnObjects);
        Assert.All(
            [SandboxFaultKind.Throttled, SandboxFaultKind.Unavailable, SandboxFaultKind.LostBefore, SandboxFaultKind.LostAfter],
            kind => Assert.True(faults.GetValueOrDefault(kind) > 0, $"No fault of the kind {kind} came up."));
        Assert.Contains(rows, row => row.Outcome == RowOutcome.Unknown);

        SandboxFault Choose(SandboxCall call)
        {
            if (isCalm)
            {
                return SandboxFault.None;
            }

            SandboxFault fault = RandomFault(call, random);
            faults.AddOrUpdate(fault.Kind, 1, (_, before) => before + 1);
            return fault;
        }
    }

    // No ids of our own in the POSTs: the sandbox would refuse to create one id twice, and so hide what this looks for.
    private static List<(string Verb, string Key, GraphRequest Request)> Wanted() => Enumerable.Range(0, EachVerb)
        .SelectMany(i => new[]
        {
            ("POST", "new" + i, Rows.Post(null, "new" + i)),
            ("PATCH", "old" + (2 * i), Rows.Patch("old" + (2 * i), "after")),
            ("DELETE", "old" + ((2 * i) + 1), Rows.Delete("old" + ((2 * i) + 1))),
        })
        .ToList();

    private static void AssertStore(
        List<(string Verb, string Key, GraphRequest Request)> wanted,
        List<RowResult> rows,
        List<StatusEntity> store,
        bool returnObjects)
    {
        Dictionary<string, int> created = store.Where(entity => entity.DeviceDisplayName!.StartsWith("new", StringComparison.Ordinal))
            .GroupBy(entity => entity.DeviceDisplayName!).ToDictionary(group => group.Key, group => group.Count());
        Dictionary<string, string> left = store.Where(entity => entity.Id!.StartsWith("old", StringComparison.Ordinal))
            .ToDictionary(entity => entity.Id!, entity => entity.DeviceDisplayName!);
        for (int i = 0; i < rows.Count; i++)
        {
            (string verb, string key, _) = wanted[i];
            int count = created.GetValueOrDefault(key);
            string seen = $"{verb} {key} is {rows[i].Outcome}: {rows[i].Failure}";
            if (verb == "POST")
            {
                Assert.InRange(count, 0, 1);
                Assert.True(rows[i].Outcome switch { RowOutcome.Done => count == 1, RowOutcome.Unknown => true, _ => count == 0 }, seen);
                Assert.True(rows[i].Outcome != RowOutcome.Unknown || rows[i].Failure!.ErrorId == GraphErrorId.OutcomeUnknown, seen);
                Assert.True(rows[i].Outcome != RowOutcome.Done || !returnObjects || rows[i].Entity?.DeviceDisplayName == key, seen);
            }
            else
            {
                // Eight attempts are enough for what may be repeated.
                Assert.True(rows[i].Outcome == RowOutcome.Done, seen);
                Assert.Equal(verb == "PATCH" ? "after" : null, left.GetValueOrDefault(key));
                Assert.True(
                    verb != "PATCH" || !returnObjects || rows[i].Entity?.DeviceDisplayName == "after" || rows[i].Warning is not null, seen);
            }
        }
    }

    private static SandboxFault RandomFault(SandboxCall call, Random random)
    {
        double die;
        lock (random)
        {
            die = random.NextDouble();
        }

        return call.Kind == SandboxCallKind.Batch
            ? die < 0.02 ? SandboxFault.LostBefore : die < 0.04 ? SandboxFault.LostAfter : SandboxFault.None
            : die < 0.05 ? new SandboxFault(SandboxFaultKind.Throttled, die < 0.025 ? "0.004" : null)
            : die < 0.07 ? SandboxFault.Unavailable
            : SandboxFault.None;
    }
}

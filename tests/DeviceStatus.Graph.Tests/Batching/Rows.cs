using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.TestServer;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>Connections, rows and runs for the tests of this folder.</summary>
internal static class Rows
{
    internal const string Policy = "policy";

    /// <summary>Waits so short that nobody notices, attempts as many as by default.</summary>
    internal static readonly RetryPolicy Hasty = new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(4),
        MaxAttempts = 8,
    };

    internal static GraphClient Connect(
        LoopbackServer server, RetryPolicy? retry = null, int writeLimit = 0, TimeSpan? timeout = null, long? maxAnswer = null) =>
        Connect(server.BaseAddress, retry, writeLimit, timeout, maxAnswer);

    internal static GraphClient Connect(
        Uri endpoint,
        RetryPolicy? retry = null,
        int writeLimit = 0,
        TimeSpan? timeout = null,
        long? maxAnswer = null,
        TimeProvider? clock = null) =>
        new(new GraphClientOptions
        {
            Endpoint = endpoint,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            WriteLimit = writeLimit,
            Retry = retry ?? Hasty,
            RequestTimeout = timeout ?? TimeSpan.FromSeconds(20),
            MaxResponseBytes = maxAnswer ?? 64 * 1024 * 1024,
            Clock = clock ?? TimeProvider.System,
        });

    internal static GraphRequest Post(string? id = null, string name = "device")
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create, null, id);
        change.Set("deviceDisplayName", name);
        return RequestBuilder.Build(change);
    }

    internal static GraphRequest Patch(string id, string name = "device")
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Update, null, id);
        change.Set("deviceDisplayName", name);
        return RequestBuilder.Build(change);
    }

    internal static GraphRequest PatchBeta(string id, int platform)
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Update, null, id);
        change.Set("platform", platform);
        return RequestBuilder.Build(change);
    }

    internal static GraphRequest Delete(string id) =>
        RequestBuilder.Build(new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Delete, null, id));

    internal static GraphRequest Verb(string verb, int number) => verb switch
    {
        "POST" => Post("p" + number.ToString(CultureInfo.InvariantCulture)),
        "PATCH" => Patch("i" + number.ToString(CultureInfo.InvariantCulture)),
        _ => Delete("i" + number.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>Runs rows to their end and takes them in the order in which they come out.</summary>
    internal static async Task<List<RowResult>> RunAsync(
        GraphClient client, IEnumerable<GraphRequest> requests, BatchOptions? options = null)
    {
        // No row is sent for having waited: what a batch holds must not depend on how fast the machine is.
        await using BatchExecutor writer = new(client, options ?? new BatchOptions { Linger = TimeSpan.FromMinutes(1) });
        List<RowResult> taken = [];
        long number = 0;
        foreach (GraphRequest request in requests)
        {
            WorkItem item = new(++number, request, null);
            while (!writer.TryPost(item))
            {
                await writer.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
                Take(writer, taken);
            }
        }

        writer.Complete();
        await DrainAsync(writer, taken);
        AssertOnce(taken, number);
        return taken;
    }

    internal static async Task DrainAsync(BatchExecutor writer, List<RowResult> taken)
    {
        Take(writer, taken);
        while (writer.Outstanding > 0)
        {
            await writer.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
            Take(writer, taken);
        }
    }

    internal static void Take(BatchExecutor writer, List<RowResult> taken)
    {
        while (writer.TryTake(out RowResult? row))
        {
            taken.Add(row);
        }
    }

    /// <summary>Every row once, in input order, with an outcome and what belongs to it.</summary>
    internal static void AssertOnce(List<RowResult> taken, long rows)
    {
        Assert.Equal(Enumerable.Range(1, (int)rows).Select(i => (long)i), taken.Select(row => row.Number));
        foreach (RowResult row in taken)
        {
            bool isGood = row.Outcome is RowOutcome.Done or RowOutcome.Skipped;
            Assert.NotEqual(RowOutcome.Pending, row.Outcome);
            Assert.True(isGood == row.Failure is null, $"Row {row.Number} is {row.Outcome} with {row.Failure?.ErrorId ?? "no error"}.");
        }
    }

    internal static string Summary(IEnumerable<RowResult> rows) => string.Join(
        ", ", rows.GroupBy(row => row.Outcome).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"));
}

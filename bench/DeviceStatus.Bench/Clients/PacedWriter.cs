using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Bench.Clients;

/// <summary>The engine without PowerShell under a quota. It waits nearly all the time, so several can run side by side.</summary>
internal static class PacedWriter
{
    private const string Tenant = "be000000-0000-4000-8000-000000000001";
    private const string App = "be000000-0000-4000-8000-000000000002";

    /// <summary>Runs updates by a new client.</summary>
    /// <param name="url">The server.</param>
    /// <param name="rows">Rows to update.</param>
    /// <param name="writeLimit">The configured limit.</param>
    /// <param name="registry">The paces to share; <see langword="null"/> shares none.</param>
    internal static async Task<ChildResult> RunAsync(string url, int rows, int writeLimit, PacerRegistry? registry = null)
    {
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = new Uri(url),
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "bench" }),
            WriteLimit = writeLimit,
        });
        if (registry is not null)
        {
            client.SharePace(registry, Tenant, App);
        }

        long done = 0;
        long failed = 0;
        long throttled = 0;
        Pass pass = await Meter.PassAsync(rows, async () =>
        {
            RunStatistics statistics = await RowPump.RunAsync(client, new BatchOptions(), rows, Request, Take);
            throttled = statistics.Throttled;
        });
        return new ChildResult { Passes = [pass], Done = done, Failed = failed, Throttled = throttled };

        void Take(RowResult row)
        {
            done += row.Outcome == RowOutcome.Done ? 1 : 0;
            failed += row.Outcome == RowOutcome.Done ? 0 : 1;
        }
    }

    private static GraphRequest Request(int row)
    {
        StatusChange change =
            new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Update, BenchContext.ConfigurationId, RowFiles.SeededId(row));
        change.Set("Status", "compliant");
        return RequestBuilder.Build(change);
    }
}

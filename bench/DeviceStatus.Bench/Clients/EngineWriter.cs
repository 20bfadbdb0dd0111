using System.Diagnostics;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Bench.Clients;

/// <summary>The engine without PowerShell, to separate its time from that of the pipeline.</summary>
internal static class EngineWriter
{
    /// <summary>Runs rows through the bulk writer against a server.</summary>
    internal static async Task<ChildResult> SendAsync(string url, int rows, int inFlight, int passes)
    {
        using GraphClient client = new(new GraphClientOptions
        {
            Endpoint = new Uri(url),
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "bench" }),
            WriteLimit = 0,
        });
        List<Pass> measured = [];
        for (int i = 0; i < passes; i++)
        {
            measured.Add(await Meter.PassAsync(rows, () => PumpAsync(client, rows, inFlight)));
        }

        return new ChildResult
        {
            Passes = [.. measured],
            Done = (long)rows * passes,
            PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        };
    }

    /// <summary>Builds the requests of rows and sends nothing.</summary>
    internal static async Task<ChildResult> BuildAsync(int rows, int passes)
    {
        List<Pass> measured = [];
        for (int i = 0; i < passes; i++)
        {
            measured.Add(await Meter.PassAsync(rows, () =>
            {
                for (int row = 0; row < rows; row++)
                {
                    GC.KeepAlive(Request(row));
                }

                return Task.CompletedTask;
            }));
        }

        return new ChildResult { Passes = [.. measured] };
    }

    private static Task<RunStatistics> PumpAsync(GraphClient client, int rows, int inFlight) =>
        RowPump.RunAsync(client, new BatchOptions { ThrottleLimit = inFlight }, rows, Request, EnsureDone);

    private static GraphRequest Request(int row)
    {
        StatusChange change =
            new(GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Update, BenchContext.ConfigurationId, RowFiles.Id(row));
        change.Set("Status", "compliant");
        change.Set("LastReportedDateTime", "2026-06-01T06:00:00Z");
        return RequestBuilder.Build(change);
    }

    private static void EnsureDone(RowResult row)
    {
        if (row.Outcome != RowOutcome.Done)
        {
            throw new InvalidOperationException($"Row {row.Number} ended as {row.Outcome}: {row.Failure?.Message}");
        }
    }
}

using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using Newtonsoft.Json;

namespace DeviceStatus.Bench.Clients;

/// <summary>The limit of writing: a bare HttpClient with prepared bodies, whose responses are read but not parsed.</summary>
internal static class BareWriter
{
    internal static Task<ChildResult> RunAsync(string url, int rows, int inFlight, int passes) =>
        SendAsync(url, [.. Enumerable.Range(0, rows).Chunk(20).Select(Body)], rows, inFlight, passes);

    /// <summary>Reads the list of one policy many times, in batches of 20 lists.</summary>
    internal static Task<ChildResult> ReadAsync(string url, int policies, int objects, int inFlight, int passes) =>
        SendAsync(url, [.. Enumerable.Range(0, policies).Chunk(20).Select(ListBody)], objects, inFlight, passes);

    private static async Task<ChildResult> SendAsync(string url, byte[][] bodies, int rows, int inFlight, int passes)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = inFlight };
        using HttpClient http = new(handler);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        Uri batch = new(url + "/v1.0/$batch");
        List<Pass> measured = [];
        for (int i = 0; i < passes; i++)
        {
            measured.Add(await Meter.PassAsync(rows, async () =>
            {
                int next = -1;
                await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
                {
                    for (int mine; (mine = Interlocked.Increment(ref next)) < bodies.Length;)
                    {
                        await SendAsync(http, batch, bodies[mine]);
                    }
                })));
            }));
        }

        return new ChildResult
        {
            Passes = [.. measured],
            Done = (long)rows * passes,
            PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        };
    }

    /// <summary>The body of a batch of updates.</summary>
    private static byte[] Body(int[] rows) => Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(new
    {
        requests = rows.Select((row, i) => new
        {
            id = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            method = "PATCH",
            url = $"/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses/{RowFiles.Id(row)}",
            headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            body = new Dictionary<string, string>
            {
                ["@odata.type"] = "#microsoft.graph.deviceConfigurationDeviceStatus",
                ["status"] = "compliant",
                ["lastReportedDateTime"] = "2026-06-01T06:00:00Z",
            },
        }),
    }));

    /// <summary>The body of a batch of lists.</summary>
    private static byte[] ListBody(int[] policies) => Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(new
    {
        requests = policies.Select((_, i) => new
        {
            id = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            method = "GET",
            url = $"/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses",
        }),
    }));

    private static async Task SendAsync(HttpClient http, Uri uri, byte[] body)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await http.PostAsync(uri, content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
    }
}

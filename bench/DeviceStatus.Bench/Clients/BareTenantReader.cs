using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Bench.Processes;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Bench.Clients;

/// <summary>
/// The limit of reading a tenant: lists the policies, then reads their statuses in batches and counts them without parsing.
/// </summary>
internal static class BareTenantReader
{
    private const string Policies = "/deviceManagement/deviceConfigurations";

    internal static async Task<ChildResult> RunAsync(string url, int objects, int inFlight)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        long seen = 0;
        Pass pass = await Meter.PassAsync(objects, async () =>
        {
            List<string> ids = [];
            for (string? next = $"{url}/v1.0{Policies}?$select=id"; next is not null;)
            {
                JObject page = JObject.Parse(await http.GetStringAsync(new Uri(next)));
                ids.AddRange(page["value"]!.Select(policy => (string)policy["id"]!));
                next = (string?)page["@odata.nextLink"];
            }

            await Parallel.ForEachAsync(ids.Chunk(20), new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (chunk, stop) =>
            {
                string requests = string.Join(',', chunk.Select((id, i) => string.Create(
                    CultureInfo.InvariantCulture, $$"""{"id":"{{i + 1}}","method":"GET","url":"{{Policies}}/{{id}}/deviceStatuses"}""")));
                using StringContent body = new($$"""{"requests":[{{requests}}]}""", Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await http.PostAsync(new Uri(url + "/v1.0/$batch"), body, stop);
                byte[] bytes = await response.Content.ReadAsByteArrayAsync(stop);

                // Each response of the batch has an id of its own.
                Interlocked.Add(ref seen, Count(bytes) - chunk.Length);
            });
        });
        return new ChildResult { Passes = [pass], Done = seen, PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64 };
    }

    private static int Count(ReadOnlySpan<byte> page) => page.Count("\"id\":"u8);
}

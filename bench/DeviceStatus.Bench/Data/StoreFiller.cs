using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;

namespace DeviceStatus.Bench.Data;

/// <summary>Fills a server with statuses to be read.</summary>
internal static class StoreFiller
{
    private const int InFlight = 32;

    internal static async Task FillAsync(string url, int statuses, CancellationToken cancellationToken)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, statuses).Chunk(20),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken },
            async (rows, stop) =>
            {
                using StringContent body = new(Batch(rows), Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await http.PostAsync(new Uri(url + "/v1.0/$batch"), body, stop);
                answer.EnsureSuccessStatusCode();
            });
    }

    private static string Batch(int[] rows) => JsonConvert.SerializeObject(new
    {
        requests = rows.Select((row, i) => new
        {
            id = (i + 1).ToString(CultureInfo.InvariantCulture),
            method = "POST",
            url = $"/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses",
            headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            body = new Dictionary<string, string>
            {
                ["@odata.type"] = "#microsoft.graph.deviceConfigurationDeviceStatus",
                ["id"] = RowFiles.Id(row),
                ["deviceDisplayName"] = string.Create(CultureInfo.InvariantCulture, $"IPHONE-{row:D6}"),
                ["userName"] = "Amara Adler",
                ["userPrincipalName"] = "amara.adler@contoso.com",
                ["deviceModel"] = "iPhone 15 Pro",
                ["status"] = "compliant",
                ["lastReportedDateTime"] = "2026-06-01T06:00:00Z",
            },
        }),
    });
}

using System.Net.Http.Headers;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Bench.Data;

/// <summary>Reads the objects of the server with a client that shares no code with this module.</summary>
internal static class StoreReader
{
    /// <summary>The statuses of the policy of the benchmark by the name of their device; a name that is there twice has two.</summary>
    internal static async Task<ILookup<string, StoredStatus>> ReadAsync(string url, CancellationToken cancellationToken)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        List<StoredStatus> all = [];
        string? page = $"{url}/v1.0/deviceManagement/deviceConfigurations/{BenchContext.ConfigurationId}/deviceStatuses"
            + "?$select=id,deviceDisplayName,status,userName";
        while (page is not null)
        {
            JObject? answer = await TryAsync(http, page, cancellationToken);
            if (answer is null)
            {
                continue;
            }

            all.AddRange(answer["value"]!.Select(item => new StoredStatus(
                (string)item["id"]!, (string?)item["deviceDisplayName"] ?? string.Empty, (string)item["status"]!,
                (string?)item["userName"] ?? string.Empty)));
            page = (string?)answer["@odata.nextLink"];
        }

        return all.ToLookup(status => status.Name, StringComparer.Ordinal);
    }

    /// <summary>The user name of each status by its id.</summary>
    internal static IReadOnlyDictionary<string, string> UserNames(ILookup<string, StoredStatus> store) =>
        store.SelectMany(static row => row)
            .ToDictionary(static status => status.Id, static status => status.UserName, StringComparer.Ordinal);

    /// <summary>The faults of the server also affect this reader, which then retries.</summary>
    private static async Task<JObject?> TryAsync(HttpClient http, string page, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(page), cancellationToken);
            return answer.IsSuccessStatusCode ? JObject.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

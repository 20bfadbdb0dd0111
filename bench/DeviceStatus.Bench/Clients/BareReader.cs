using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Bench.Processes;
using Newtonsoft.Json;

namespace DeviceStatus.Bench.Clients;

/// <summary>The limit of reading: a bare HttpClient that follows the links from page to page and parses nothing else.</summary>
internal static class BareReader
{
    internal static async Task<ChildResult> RunAsync(string url, int objects)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        long seen = 0;
        Pass pass = await Meter.PassAsync(objects, async () =>
        {
            for (Uri? page = new(url); page is not null;)
            {
                byte[] bytes = await http.GetByteArrayAsync(page);
                seen += Count(bytes);
                page = NextLink(bytes);
            }
        });
        return new ChildResult { Passes = [pass], Done = seen, PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64 };
    }

    /// <summary>The objects on a page, told by their ids.</summary>
    private static int Count(ReadOnlySpan<byte> page) => page.Count("\"id\":"u8);

    private static Uri? NextLink(byte[] page)
    {
        ReadOnlySpan<byte> name = "\"@odata.nextLink\":"u8;
        int start = page.AsSpan().IndexOf(name);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> value = page.AsSpan(start + name.Length);
        int end = 1 + value[1..].IndexOf((byte)'"');
        return new Uri(JsonConvert.DeserializeObject<string>(Encoding.UTF8.GetString(value[..(end + 1)]))!);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Newtonsoft.Json;
using Process = System.Diagnostics.Process;

// DeviceStatus.Bench.GraphSdk <url> <csv> <collections> [create]
// Sends every row of the CSV as a PATCH, or as a POST with "create", inside a BatchRequestContentCollection, which cuts itself into
// batches of 20 and posts them one after the other; <collections> of them run side by side.
string url = args[0];
string[][] rows = [.. File.ReadLines(args[1]).Skip(1).Select(line => line.Split(','))];
bool creates = args is [_, _, _, "create"];
int collections = int.Parse(args[2], CultureInfo.InvariantCulture);

using HttpClient http = GraphClientFactory.Create();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
using GraphServiceClient graph = new(http, new AnonymousAuthenticationProvider(), url + "/v1.0");
Process self = Process.GetCurrentProcess();
TimeSpan cpu = self.TotalProcessorTime;
Stopwatch clock = Stopwatch.StartNew();
int[] done = await Task.WhenAll(
    Enumerable.Range(0, collections).Select(part => Task.Run(() => SendAsync(rows.Where((_, i) => i % collections == part)))));
clock.Stop();
self.Refresh();
Console.WriteLine(JsonConvert.SerializeObject(new
{
    passes = new[] { new { rows = rows.Length, seconds = clock.Elapsed.TotalSeconds, cpu = (self.TotalProcessorTime - cpu).TotalSeconds } },
    done = done.Sum(),
    peakBytes = self.PeakWorkingSet64,
}));
return 0;

async Task<int> SendAsync(IEnumerable<string[]> mine)
{
    BatchRequestContentCollection content = new(graph);
    List<string> steps = [];
    foreach (string[] row in mine)
    {
        DeviceConfigurationDeviceStatus change = new() { Status = Enum.Parse<ComplianceStatus>(row[2], ignoreCase: true) };
        RequestInformation request;
        if (creates)
        {
            change.DeviceDisplayName = row[1];
            request = graph.DeviceManagement.DeviceConfigurations[row[0]].DeviceStatuses.ToPostRequestInformation(change);
        }
        else
        {
            change.LastReportedDateTime = DateTimeOffset.Parse(row[3], CultureInfo.InvariantCulture);
            request = graph.DeviceManagement.DeviceConfigurations[row[0]].DeviceStatuses[row[1]].ToPatchRequestInformation(change);
        }

        steps.Add(await content.AddBatchRequestStepAsync(request));
    }

    BatchResponseContentCollection answers = await graph.Batch.PostAsync(content);
    Dictionary<string, System.Net.HttpStatusCode> codes = await answers.GetResponsesStatusCodesAsync();
    return steps.Count(step => codes.TryGetValue(step, out System.Net.HttpStatusCode code) && (int)code is >= 200 and <= 299);
}

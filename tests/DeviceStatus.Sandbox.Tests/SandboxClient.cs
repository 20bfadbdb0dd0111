using System.Net.Http.Headers;
using System.Text;
using DeviceStatus.Sandbox.Hosting;
using DeviceStatus.Sandbox.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests;

/// <summary>A sandbox and a client of it, for one test.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    internal const string Ios = "/deviceManagement/iosUpdateStatuses";
    internal const string ConfigurationId = "d1000000-0000-4000-8000-000000000001";
    internal const string Configuration = "/deviceManagement/deviceConfigurations/" + ConfigurationId + "/deviceStatuses";
    internal const string Lob =
        "/deviceAppManagement/iosLobAppProvisioningConfigurations/b1000000-0000-4000-8000-000000000001/deviceStatuses";

    internal const string FirstIos = Ios + "/52000000-0000-4000-8000-000000000001";

    private SandboxClient(SandboxGraph graph)
    {
        Graph = graph;
        Http = new HttpClient(new SandboxHandler(graph)) { BaseAddress = new Uri("https://graph.contoso.com") };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "x");
    }

    internal SandboxGraph Graph { get; }

    internal HttpClient Http { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Graph.DisposeAsync();
    }

    internal static async Task<SandboxClient> OpenAsync(SandboxOptions? options = null) =>
        new(await SandboxGraph.OpenAsync(options ?? new SandboxOptions(), Token));

    /// <summary>Sends a request; the path starts below the version unless it names one.</summary>
    internal async Task<Reply> SendAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        string url = path.StartsWith("/v1.0", StringComparison.Ordinal) || path.StartsWith("/beta", StringComparison.Ordinal)
            ? path
            : "/v1.0" + path;
        using HttpRequestMessage request = new(new HttpMethod(method), url);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage response = await Http.SendAsync(request, Token);
        string text = await response.Content.ReadAsStringAsync(Token);
        Dictionary<string, string> headers = response.Headers.NonValidated.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new Reply(
            (int)response.StatusCode, text.Length == 0 ? [] : (JObject)StrictJson.Parse(Encoding.UTF8.GetBytes(text)), headers);
    }

    internal Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>Sends a batch and finds the answers by their id.</summary>
    internal async Task<Dictionary<string, JObject>> BatchAsync(params object[] requests)
    {
        Reply reply = await SendAsync("POST", "/$batch", JObject.FromObject(new { requests }).ToString());
        Assert.Equal(200, reply.Status);
        return reply.Body["responses"]!.ToDictionary(answer => (string)answer["id"]!, answer => (JObject)answer);
    }

    /// <summary>Follows every page of a list.</summary>
    internal async Task<(List<JToken> Items, int Pages)> ListAsync(string path)
    {
        List<JToken> items = [];
        int pages = 0;
        for (string? next = path; next is not null; pages++)
        {
            Reply page = await GetAsync(next);
            Assert.Equal(200, page.Status);
            items.AddRange(page.Body["value"]!);
            next = ((string?)page.Body["@odata.nextLink"])?.Replace("https://graph.contoso.com", string.Empty, StringComparison.Ordinal);
        }

        return (items, pages);
    }

    internal static object Patch(string id, string url, object body) =>
        new { id, method = "PATCH", url, headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" }, body };
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>The test server in a child process, so that no assembly of the engine is loaded beside the module's own.</summary>
public sealed class GraphServer : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Process _process;
    private readonly HttpClient _control;

    private GraphServer(Process process, string url)
    {
        _process = process;
        Url = url;
        _control = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The root without a trailing slash: <c>http://127.0.0.1:port</c>.</summary>
    public string Url { get; }

    /// <summary>The port.</summary>
    public int Port => new Uri(Url).Port;

    /// <summary>Starts a server that records the latest 2,000 requests.</summary>
    /// <param name="options">Further options of the test server.</param>
    /// <returns>The server, listening.</returns>
    public static GraphServer Start(params string[] options)
    {
        ProcessStartInfo start = new("dotnet", [Repository.Program("DeviceStatus.TestServer"), "--record", "2000", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine() ?? string.Empty;
        const string Prefix = "listening on ";
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
        {
            process.Kill();
            throw new InvalidOperationException("The test server did not start: " + line);
        }

        return new GraphServer(process, line[Prefix.Length..]);
    }

    /// <summary>Restores the first state: data, script and recorded requests.</summary>
    public void Reset() => Send(HttpMethod.Post, "__reset");

    /// <summary>Forgets the recorded requests and keeps what they did.</summary>
    public void ClearRequests() => Send(HttpMethod.Delete, "__requests");

    /// <summary>Removes the scripted responses and lets held requests continue.</summary>
    public void ClearScript() => Send(HttpMethod.Delete, "__script");

    /// <summary>Lets the requests continue that a script holds.</summary>
    public void Release() => Send(HttpMethod.Post, "__release");

    /// <summary>Waits until a number of requests has been recorded.</summary>
    /// <param name="requests">The number.</param>
    public void WaitForRequests(int requests) =>
        Send(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"__await?requests={requests}"));

    /// <summary>Scripts responses: match (a pattern on "METHOD /path"), times (1; 0 = always), mode, status, headers, body.</summary>
    /// <param name="rules">The rules.</param>
    public void Script(params object[] rules) =>
        Send(HttpMethod.Post, "__script", new StringContent(JsonSerializer.Serialize(rules), Encoding.UTF8, "application/json"));

    /// <summary>The requests as they came, oldest first.</summary>
    /// <returns>The requests.</returns>
    public IReadOnlyList<ServerRequest> Requests()
    {
        using HttpResponseMessage response = Respond(HttpMethod.Get, "__requests?last=2000", null);
        return JsonSerializer.Deserialize<ServerRequest[]>(response.Content.ReadAsStream(), Web)!;
    }

    /// <summary>The operations of these requests, with the items of batches one by one.</summary>
    /// <returns>The operations, oldest first.</returns>
    public IReadOnlyList<ServerOperation> Operations() => [.. Requests().SelectMany(Split)];

    /// <summary>The users of the iOS update statuses that the server has, in its order; read without the module.</summary>
    /// <returns>The names of the users.</returns>
    public IReadOnlyList<string> Users()
    {
        List<string> users = [];
        string? page = "v1.0/deviceManagement/iosUpdateStatuses";
        while (page is not null)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, page);
            request.Headers.Authorization = new("Bearer", "test");
            using HttpResponseMessage response = _control.Send(request, TestContext.Current.CancellationToken).EnsureSuccessStatusCode();
            using JsonDocument document = JsonDocument.Parse(response.Content.ReadAsStream());
            users.AddRange(
                document.RootElement.GetProperty("value").EnumerateArray().Select(item => item.GetProperty("userName").GetString()!));
            page = document.RootElement.TryGetProperty("@odata.nextLink", out JsonElement next) ? next.GetString() : null;
        }

        return users;
    }

    /// <summary>The one operation that was sent.</summary>
    /// <returns>The operation.</returns>
    public ServerOperation SingleOperation() => Assert.Single(Operations());

    /// <inheritdoc/>
    public void Dispose()
    {
        // The server ends when its standard input does.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _control.Dispose();
    }

    private static IEnumerable<ServerOperation> Split(ServerRequest request)
    {
        if (!request.IsBatch)
        {
            yield return new ServerOperation(request.Method, request.Url, request.Body);
            yield break;
        }

        string version = request.Url[..request.Url.LastIndexOf('/')];
        using JsonDocument document = JsonDocument.Parse(request.Body);
        foreach (JsonElement item in document.RootElement.GetProperty("requests").EnumerateArray())
        {
            string body = item.TryGetProperty("body", out JsonElement value) ? value.GetRawText() : string.Empty;
            yield return new ServerOperation(item.GetProperty("method").GetString()!, version + item.GetProperty("url").GetString(), body);
        }
    }

    private void Send(HttpMethod method, string path, HttpContent? content = null) => Respond(method, path, content).Dispose();

    private HttpResponseMessage Respond(HttpMethod method, string path, HttpContent? content)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        return _control.Send(request, TestContext.Current.CancellationToken).EnsureSuccessStatusCode();
    }
}

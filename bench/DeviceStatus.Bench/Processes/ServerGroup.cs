using System.Diagnostics;
using System.Globalization;

namespace DeviceStatus.Bench.Processes;

/// <summary>Several test servers in one process of their own, each a tenant.</summary>
internal sealed class ServerGroup : IAsyncDisposable
{
    private const string Greeting = "listening on ";
    private static readonly HttpClient Http = new();
    private readonly Process _process;

    private ServerGroup(Process process, IReadOnlyList<string> urls)
    {
        _process = process;
        Urls = urls;
    }

    /// <summary>The root of each server, without version and without a slash at its end.</summary>
    internal IReadOnlyList<string> Urls { get; }

    internal static async Task<ServerGroup> StartAsync(
        Layout layout, int servers, CancellationToken cancellationToken, params string[] arguments)
    {
        string count = servers.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(
            Environment.ProcessPath!, [layout.Program("DeviceStatus.TestServer"), "--servers", count, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        List<string> urls = [];
        while (urls.Count < servers)
        {
            string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            urls.Add(line?.StartsWith(Greeting, StringComparison.Ordinal) == true
                ? line[Greeting.Length..]
                : throw new InvalidOperationException("The test servers did not start: " + line));
        }

        return new ServerGroup(process, urls);
    }

    /// <summary>The latest requests of a server, with their bodies.</summary>
    internal Task<string> RequestsAsync(int server, CancellationToken cancellationToken) =>
        Http.GetStringAsync(new Uri(Urls[server] + "/__requests?last=100000"), cancellationToken);

    /// <summary>Makes a server refuse every token.</summary>
    internal async Task RefuseTokensAsync(int server, CancellationToken cancellationToken)
    {
        const string Rule =
            """[{"match":".","times":0,"status":401,"body":"{\"error\":{\"code\":\"InvalidAuthenticationToken\","""
            + """\"message\":\"The token is refused.\"}}"}]""";
        using StringContent body = new(Rule, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PostAsync(new Uri(Urls[server] + "/__script"), body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

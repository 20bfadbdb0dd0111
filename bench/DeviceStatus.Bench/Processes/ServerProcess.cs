using System.Diagnostics;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Bench.Processes;

/// <summary>The test server in a separate process, so that it shares only the machine with a contender.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Greeting = "listening on ";
    private static readonly HttpClient Http = new();
    private readonly Process _process;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The root, without version and without a slash at its end.</summary>
    internal string Url { get; }

    internal static async Task<ServerProcess> StartAsync(Layout layout, CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [layout.Program("DeviceStatus.TestServer"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return line?.StartsWith(Greeting, StringComparison.Ordinal) == true
            ? new ServerProcess(process, line[Greeting.Length..])
            : throw new InvalidOperationException("The test server did not start: " + line);
    }

    /// <summary>What the server counted so far.</summary>
    internal async Task<ServerCounts> CountsAsync(CancellationToken cancellationToken)
    {
        JObject stats = JObject.Parse(await Http.GetStringAsync(new Uri(Url + "/__stats"), cancellationToken));
        Dictionary<int, long> patches = [];
        foreach ((string status, JToken? count) in (JObject?)stats["calls"]?["PATCH"] ?? [])
        {
            patches[int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)] = (long)count!;
        }

        return new ServerCounts((long)stats["throttled"]!, patches)
        {
            Writes = (long?)stats["writes"] ?? 0,
            RefusedLater = (long?)stats["refusedLater"] ?? 0,
        };
    }

    internal async Task SetWriteLimitAsync(int writes, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await Http.PostAsync(new Uri($"{Url}/__limit?writes={writes}"), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

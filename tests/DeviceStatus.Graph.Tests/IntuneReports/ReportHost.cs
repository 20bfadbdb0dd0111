using System.Collections.Concurrent;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Sandbox;
using DeviceStatus.Sandbox.Hosting;

namespace DeviceStatus.Graph.Tests.IntuneReports;

/// <summary>A sandbox with export jobs, a client of it, and a log of the requests that reached it.</summary>
internal sealed class ReportHost : IAsyncDisposable
{
    private readonly SandboxGraph _graph;

    private ReportHost(SandboxGraph graph, ExportJobOptions options)
    {
        _graph = graph;
        Client = new GraphClient(new GraphClientOptions
        {
            Endpoint = new Uri("https://graph.contoso.com"),
            Tokens = StaticTokenSource.ForSandbox(),
            WriteLimit = 0,
            Transport = new LoggingHandler(this, new SandboxHandler(graph)),
        });
        Jobs = new ExportJobClient(Client, options);
    }

    internal GraphClient Client { get; }

    internal ExportJobClient Jobs { get; }

    /// <summary>Method, URL and whether a token was sent, in the order of the requests.</summary>
    internal ConcurrentQueue<(string Method, Uri Url, bool HasToken)> Requests { get; } = new();

    /// <summary>Responds instead of the sandbox, where it returns a response.</summary>
    internal Func<HttpRequestMessage, HttpResponseMessage?> Respond { get; set; } = static _ => null;

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _graph.DisposeAsync();
    }

    internal static async Task<ReportHost> OpenAsync(SandboxReportOptions? reports = null, ExportJobOptions? options = null) => new(
        await SandboxGraph.OpenAsync(new SandboxOptions { Reports = reports ?? new SandboxReportOptions() }, Token),
        options ?? new ExportJobOptions { FirstPollDelay = TimeSpan.FromMilliseconds(1), RequestsPerMinute = 10_000 });

    /// <summary>Exports a report to its end.</summary>
    internal async Task<List<ReportRow>> ExportAsync(ExportJobRequest request)
    {
        ExportJob job = await Jobs.CreateAsync(request, Token);
        job = await Jobs.WaitAsync(job.Id, null, Token);
        List<ReportRow> rows = [];
        await foreach (ReportRow row in Jobs.ReadAsync(job, Token))
        {
            rows.Add(row);
        }

        return rows;
    }

    private sealed class LoggingHandler(ReportHost host, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            host.Requests.Enqueue((request.Method.Method, request.RequestUri!, request.Headers.Authorization is not null));
            return host.Respond(request) is { } response ? Task.FromResult(response) : base.SendAsync(request, cancellationToken);
        }
    }
}

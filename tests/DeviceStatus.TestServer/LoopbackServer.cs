using System.Net;
using DeviceStatus.Sandbox.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DeviceStatus.TestServer;

/// <summary>A real HTTP/1.1 server on 127.0.0.1 with the sandbox or the handler of a test.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private LoopbackServer(KestrelServer server, SandboxGraph graph, RequestLog log)
    {
        _server = server;
        Graph = graph;
        Log = log;
        Uri[] addresses = [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address))];
        BaseAddress = addresses[0];

        // Files of reports come from another host, as with the service, so that a token that follows them there is seen.
        FileAddress = addresses[1];
        graph.ChangeDownloadRoot(FileAddress);
    }

    /// <summary>The root, without version: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The root of the files of reports: the same address with another port.</summary>
    public Uri FileAddress { get; }

    /// <summary>The sandbox behind the server.</summary>
    public SandboxGraph Graph { get; }

    /// <summary>The latest requests.</summary>
    public RequestLog Log { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">The options; <see langword="null"/> for the sandbox with its defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, listening.</returns>
    public static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LoopbackOptions();
        SandboxGraph graph = await SandboxGraph.OpenAsync(options.Sandbox, cancellationToken);
        RequestLog log = new(options.NullAnswers ? 0 : options.RecordLast);
        KestrelServerOptions kestrel = new() { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        KestrelServer server = new(Options.Create(kestrel), transport, NullLoggerFactory.Instance);
        try
        {
            Func<HttpContext, ReadOnlyMemory<byte>, Task> answer = options.Handler is { } handler
                ? (context, _) => handler(context)
                : options.NullAnswers ? new NullEndpoint(options.Sandbox).AnswerAsync
                : new SandboxEndpoint(graph, log, new Script(), options.Limiter).AnswerAsync;
            await server.StartAsync(new Application(answer, log), cancellationToken);
            return new LoopbackServer(server, graph, log);
        }
        catch
        {
            server.Dispose();
            await graph.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A cancelled token makes the server drop open connections instead of waiting for slow or hostile ones.
        await _server.StopAsync(new CancellationToken(true));
        _server.Dispose();
        await Graph.DisposeAsync();
    }

    private sealed class Application(Func<HttpContext, ReadOnlyMemory<byte>, Task> answer, RequestLog log) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            ReadOnlyMemory<byte> body = await ReadAsync(context.Request, context.RequestAborted);
            if (!context.Request.Path.Value!.StartsWith("/__", StringComparison.Ordinal))
            {
                log.Record(context, body);
            }

            await answer(context, body);
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
        {
            if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
            {
                return default;
            }

            MemoryStream copy = new((int)(request.ContentLength ?? 1024));
            await request.Body.CopyToAsync(copy, cancellationToken);
            copy.Position = 0;

            // A handler of a test may want to read what was already read here.
            request.Body = copy;
            return copy.GetBuffer().AsMemory(0, (int)copy.Length);
        }
    }
}

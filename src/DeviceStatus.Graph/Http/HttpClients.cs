using System.Net;
using System.Net.Http.Headers;
using Microsoft.Graph;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;

namespace DeviceStatus.Graph.Http;

/// <summary>Makes the one HttpClient of a connection with Microsoft.Graph.Core's factory.</summary>
internal static class HttpClients
{
    internal static HttpClient Create(GraphTransportOptions options, Uri root)
    {
        // Retry is ours: the library's handler repeats a POST and knows nothing of batches. Redirects are not followed: Graph sends
        // none for these resources, and one that leads to another host would take the rows with it. The other handlers that are
        // left out rewrite or copy what we build and read ourselves.
        List<DelegatingHandler> handlers = GraphClientFactory.CreateDefaultHandlers()
            .Where(handler => handler is UserAgentHandler or GraphTelemetryHandler)
            .ToList();
        handlers.Add(new AuthorizationHandler(root, options.Tokens));
        handlers.Add(new TraceHandler());
        HttpClient client = GraphClientFactory.Create(handlers, finalHandler: options.Transport ?? Sockets(options), disposeHandler: true);
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("DeviceStatus", ThisAssembly.Version));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    /// <summary>Creates a client for files on other hosts: the same transport and proxy, but no token.</summary>
    internal static HttpClient CreateWithoutToken(GraphTransportOptions options) =>
        new(options.Transport ?? Sockets(options), disposeHandler: options.Transport is null) { Timeout = Timeout.InfiniteTimeSpan };

    private static SocketsHttpHandler Sockets(GraphTransportOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
        };
        if (options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        return handler;
    }

    private static class ThisAssembly
    {
        internal static readonly string Version = typeof(HttpClients).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
    }
}

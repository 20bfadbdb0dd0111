using System.Net;
using System.Net.Http.Headers;
using DeviceStatus.Graph.Identity;
using Microsoft.Graph;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;

namespace DeviceStatus.Graph.Http;

/// <summary>Creates the HttpClient of a connection with the factory of Microsoft.Graph.Core.</summary>
internal static class HttpClients
{
    internal static HttpClient Create(GraphTransportOptions options, Uri root)
    {
        // The engine retries itself: the library's handler repeats a POST and does not know batches. Redirects are not followed: Graph
        // sends none for these resources, and a redirect to another host would disclose the rows. The other handlers rewrite or copy
        // requests and responses that the engine builds and reads itself.
        List<DelegatingHandler> handlers = GraphClientFactory.CreateDefaultHandlers()
            .Where(handler => handler is UserAgentHandler or GraphTelemetryHandler)
            .ToList();
        handlers.Add(new AuthorizationHandler(root, options.Tokens));
        handlers.Add(new TraceHandler());
        HttpClient client = GraphClientFactory.Create(
            handlers, finalHandler: options.Transport ?? CreateSockets(options.Proxy, root), disposeHandler: true);
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("DeviceStatus", ThisAssembly.Version));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    /// <summary>Creates a client for files on other hosts: the same transport and proxy, but no token.</summary>
    internal static HttpClient CreateWithoutToken(GraphTransportOptions options, Uri address) =>
        new(options.Transport ?? CreateSockets(options.Proxy, address), disposeHandler: options.Transport is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Creates the handler that opens the connections.</summary>
    /// <param name="proxy">The proxy that the user named, or <see langword="null"/>.</param>
    /// <param name="root">The root of Graph.</param>
    /// <exception cref="ArgumentException">A proxy was named for an endpoint without TLS.</exception>
    internal static SocketsHttpHandler CreateSockets(IWebProxy? proxy, Uri root)
    {
        // Only loopback endpoints use http, and a proxy would see the token unencrypted, so no proxy is used.
        bool isPlain = root.Scheme == Uri.UriSchemeHttp;
        if (isPlain && proxy is not null)
        {
            throw new ArgumentException(
                $"-Proxy cannot be used with the endpoint '{root}': the proxy would see the token. Give an https endpoint, "
                    + "or leave -Proxy out.");
        }

        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
            UseProxy = !isPlain,
        };
        if (!isPlain && ProxySettings.ForHandler(proxy) is { } used)
        {
            handler.Proxy = used;
        }

        return handler;
    }

    private static class ThisAssembly
    {
        internal static readonly string Version = typeof(HttpClients).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
    }
}

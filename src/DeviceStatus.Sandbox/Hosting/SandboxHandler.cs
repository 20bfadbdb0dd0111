using System.Net;
using System.Net.Http.Headers;
using DeviceStatus.Sandbox.Service;

namespace DeviceStatus.Sandbox.Hosting;

/// <summary>Sends the requests of an <see cref="HttpClient"/> to a <see cref="SandboxGraph"/>. Does not dispose the sandbox.</summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxGraph _graph;

    /// <summary>Creates a handler.</summary>
    /// <param name="graph">The sandbox.</param>
    public SandboxHandler(SandboxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _graph = graph;
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">An injected fault closed the connection, before or after the request was
    /// processed.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri url = request.RequestUri is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new InvalidOperationException("The request has no absolute URL.");
        SandboxResponse response = await _graph.HandleAsync(
            new SandboxRequest
            {
                Method = request.Method.Method.ToUpperInvariant(),
                Root = url.GetLeftPart(UriPartial.Authority),
                Target = url.PathAndQuery,
                Authorization = Header(request.Headers, "Authorization"),
                ClientRequestId = Header(request.Headers, "client-request-id"),
                ContentType = request.Content is null ? null : Header(request.Content.Headers, "Content-Type"),
                Body = request.Content is null
                    ? default
                    : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false),
            },
            cancellationToken).ConfigureAwait(false);
        return response.IsLost
            ? throw new HttpRequestException(
                HttpRequestError.ResponseEnded,
                "The connection was closed before a response arrived.",
                new IOException("The sandbox closed the connection because of an injected fault."))
            : Response(request, response, _graph.Now);
    }

    private static string? Header(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    private static HttpResponseMessage Response(HttpRequestMessage request, SandboxResponse response, DateTimeOffset now)
    {
        HttpResponseMessage message = new((HttpStatusCode)response.Status) { RequestMessage = request };
        message.Headers.Date = now;
        message.Headers.TryAddWithoutValidation("request-id", response.RequestId);
        message.Headers.TryAddWithoutValidation("client-request-id", response.ClientRequestId);
        if (!response.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(response.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", response.ContentType);
        }

        foreach ((string name, string value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}

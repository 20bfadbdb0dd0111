using System.Net;
using System.Net.Http.Headers;
using DeviceStatus.Sandbox.Service;

namespace DeviceStatus.Sandbox.Hosting;

/// <summary>
/// The inner end of an <see cref="HttpClient"/> whose requests a <see cref="SandboxGraph"/> answers. Does not own the sandbox.
/// </summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxGraph _graph;

    /// <summary>Makes a handler.</summary>
    /// <param name="graph">The sandbox that answers.</param>
    public SandboxHandler(SandboxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _graph = graph;
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">A fault was injected: the connection
    /// is lost, before or after the work, which cannot be told.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri url = request.RequestUri is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new InvalidOperationException("The request has no absolute URL.");
        SandboxResponse answer = await _graph.AnswerAsync(
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
        return answer.IsLost
            ? throw new HttpRequestException(
                HttpRequestError.ResponseEnded,
                "The connection was lost before the answer came.",
                new IOException("The sandbox dropped the connection, as it was told to."))
            : Response(request, answer, _graph.Now);
    }

    private static string? Header(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    private static HttpResponseMessage Response(HttpRequestMessage request, SandboxResponse answer, DateTimeOffset now)
    {
        HttpResponseMessage response = new((HttpStatusCode)answer.Status) { RequestMessage = request };
        response.Headers.Date = now;
        response.Headers.TryAddWithoutValidation("request-id", answer.RequestId);
        response.Headers.TryAddWithoutValidation("client-request-id", answer.ClientRequestId);
        if (!answer.Body.IsEmpty)
        {
            response.Content = new ReadOnlyMemoryContent(answer.Body);
            response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        }

        foreach ((string name, string value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}

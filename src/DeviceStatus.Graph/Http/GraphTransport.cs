using System.Globalization;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>Sends each request once to a Graph endpoint, with a token, a trace and a timeout, but without retries and pacing.</summary>
internal sealed class GraphTransport : IDisposable
{
    /// <summary>The longest time that a timer can hold; a longer timeout means no timeout.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(49);

    private readonly HttpClient _http;
    private readonly GraphTransportOptions _options;
    private readonly TimeSpan _timeout;
    private volatile bool _isClosed;

    internal GraphTransport(Uri root, GraphTransportOptions options)
    {
        _options = options;
        _timeout = options.RequestTimeout < MaxTimer ? options.RequestTimeout : Timeout.InfiniteTimeSpan;
        _http = HttpClients.Create(options, root);
    }

    /// <summary>Whether the service has responded to a request, whatever the status.</summary>
    internal bool HasResponded { get; private set; }

    /// <summary>Fetches a token.</summary>
    internal Task<BearerToken> SignInAsync(CancellationToken cancellationToken) =>
        _options.Tokens.GetTokenAsync(null, cancellationToken).AsTask();

    /// <summary>Sends a request once and reads the response to its end. A claims challenge in a 401 is satisfied once.</summary>
    /// <remarks>
    /// Throws what <see cref="GraphFailureFactory.IsConnectionLoss"/> accepts. An incomplete response is returned with
    /// <see cref="GraphResponse.BodyError"/>. A challenged request was refused before it was executed, so every verb may be sent again.
    /// </remarks>
    internal async Task<GraphResponse> SendAsync(
        HttpMethod method,
        Uri uri,
        RequestBody body,
        string clientRequestId,
        GraphLog? log,
        ResponseOwner owner,
        CancellationToken cancellationToken)
    {
        GraphResponse response =
            await SendOnceAsync(method, uri, body, clientRequestId, log, null, owner, cancellationToken).ConfigureAwait(false);
        if (response.Status != 401 || response.Claims is null)
        {
            return response;
        }

        log?.Verbose?.Invoke("The service requires a token with further claims. Signing in again.");
        response.Dispose();
        return await SendOnceAsync(
            method,
            uri,
            body,
            clientRequestId,
            log,
            response.Claims,
            owner,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads a file from another host; see <see cref="FileDownload.RunAsync"/>.</summary>
    internal Task<int> DownloadAsync(Uri address, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        FileDownload.RunAsync(_options, address, destination, maxBytes, cancellationToken);

    /// <summary>
    /// Closes the connections and disposes of the token source. Requests under way end with a <see cref="ConnectionClosedException"/>.
    /// </summary>
    public void Dispose()
    {
        _isClosed = true;
        _http.Dispose();
        (_options.Tokens as IDisposable)?.Dispose();
        (_options.Proxy as IDisposable)?.Dispose();
    }

    private async Task<GraphResponse> SendOnceAsync(
        HttpMethod method,
        Uri uri,
        RequestBody body,
        string clientRequestId,
        GraphLog? log,
        string? claims,
        ResponseOwner owner,
        CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(method, uri);
        message.Headers.Add("client-request-id", clientRequestId);
        message.Content = body.ToContent();
        if (log is not null)
        {
            message.Options.Set(TraceHandler.Log, log);
        }

        if (claims is not null)
        {
            message.Options.Set(AuthorizationHandler.Claims, claims);
        }

        using RequestTimeout limit = new(_timeout, _options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage received =
                await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            HasResponded = true;
            GraphResponse response = await ResponseReader.ReadAsync(
                received,
                _options.MaxResponseBytes,
                _options.Budget,
                owner,
                limit,
                either.Token).ConfigureAwait(false);
            TraceHandler.WriteBody(log, response.Body.Span);
            if (response.BodyError is { } error)
            {
                response.BodyError = ReasonFor(error, limit.Token, cancellationToken);
            }

            return response;
        }
        catch (Exception exception) when (_isClosed
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw ReasonFor(exception, limit.Token, cancellationToken);
        }
    }

    /// <summary>Names the cause of a failure that the HTTP library reports as a cancellation or as a disposed object.</summary>
    private Exception ReasonFor(Exception exception, CancellationToken limit, CancellationToken stopped)
    {
        if (stopped.IsCancellationRequested)
        {
            return exception;
        }

        if (_isClosed)
        {
            return new ConnectionClosedException(exception);
        }

        if (exception is not OperationCanceledException)
        {
            return exception;
        }

        if (limit.IsCancellationRequested)
        {
            return new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"No complete response came within {_options.RequestTimeout.TotalSeconds:0.#} s (-RequestTimeout)."));
        }

        // The handler gives up connecting after its own ConnectTimeout and reports that as a cancellation with a TimeoutException inside.
        return exception.InnerException is TimeoutException slow
            ? new HttpRequestException(HttpRequestError.ConnectionError, slow.Message, slow)
            : new HttpRequestException("The request was cancelled by the HTTP library.", exception);
    }
}

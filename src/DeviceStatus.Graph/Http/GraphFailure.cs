using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>Describes a request that did not succeed. It never contains a token.</summary>
public sealed class GraphFailure
{
    private const int MaxMessageLength = 2000;
    private const int MaxRawLength = 8000;
    private const int MaxIdLength = 200;
    private readonly string? _code;
    private readonly string? _requestId;
    private readonly string? _clientRequestId;
    private readonly string? _rawMessage;

    /// <summary>Creates a failure.</summary>
    /// <param name="errorId">One of <see cref="GraphErrorId"/>.</param>
    /// <param name="message">What happened, in one sentence.</param>
    public GraphFailure(string errorId, string message)
    {
        ErrorId = errorId;
        Message = TextSanitizer.Sanitize(message, MaxMessageLength);
    }

    /// <summary>The stable id, one of <see cref="GraphErrorId"/>.</summary>
    public string ErrorId { get; }

    /// <summary>What happened.</summary>
    public string Message { get; }

    /// <summary>What to do about it; may be empty.</summary>
    public string Advice { get; init; } = string.Empty;

    /// <summary>The HTTP status, or <see langword="null"/> when no response arrived.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own code, e.g. <c>TooManyRequests</c>.</summary>
    public string? Code { get => _code; init => _code = Short(value); }

    /// <summary>The service's id of the request, for a support case.</summary>
    public string? RequestId { get => _requestId; init => _requestId = Short(value); }

    /// <summary>The id that this client gave the request.</summary>
    public string? ClientRequestId { get => _clientRequestId; init => _clientRequestId = Short(value); }

    /// <summary>The wait that the service requested.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>The URL.</summary>
    public Uri? Uri { get; init; }

    /// <summary>
    /// The text that the service sent, before the JSON inside it was unwrapped; secrets and control characters are replaced.
    /// </summary>
    public string? RawMessage
    {
        get => _rawMessage;
        init => _rawMessage = value is null ? null : TextSanitizer.Sanitize(value, MaxRawLength);
    }

    /// <summary>The exception of a failed connection.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Whether the service no longer has the collection that was read, or never had it in this version.</summary>
    public bool IsCollectionGone { get; init; }

    /// <summary>What happened to the request, as a clause that follows "was sent, but".</summary>
    internal string? Reason { get; init; }

    /// <summary>What happened.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;

    private static string? Short(string? value) => value is null ? null : TextSanitizer.Sanitize(value, MaxIdLength);
}

namespace DeviceStatus.Graph;

/// <summary>The stable ids of what can go wrong with a request. They are part of the public contract.</summary>
public static class GraphErrorId
{
    /// <summary>400, 415, 422.</summary>
    public const string BadRequest = "GraphBadRequest";

    /// <summary>401.</summary>
    public const string Unauthorized = "GraphUnauthorized";

    /// <summary>403.</summary>
    public const string Forbidden = "GraphForbidden";

    /// <summary>404, 410.</summary>
    public const string NotFound = "GraphNotFound";

    /// <summary>409, 412.</summary>
    public const string Conflict = "GraphConflict";

    /// <summary>405, 501; 400 with "No method match route template".</summary>
    public const string VerbNotImplemented = "GraphVerbNotImplemented";

    /// <summary>429 until the retry budget ran out.</summary>
    public const string Throttled = "GraphThrottled";

    /// <summary>5xx until the budget ran out, or an answer that is not Graph's.</summary>
    public const string Unavailable = "GraphUnavailable";

    /// <summary>The service could not be reached; nothing was sent.</summary>
    public const string Connection = "GraphConnection";

    /// <summary>A request that changes something went out and no answer came back.</summary>
    public const string OutcomeUnknown = "OutcomeUnknown";

    /// <summary>Stopped, or out of time, before the row was sent.</summary>
    public const string NotSent = "NotSent";

    /// <summary>An update that changes nothing.</summary>
    public const string NothingToChange = "NothingToChange";

    /// <summary>The row itself is wrong.</summary>
    public const string InvalidRow = "InvalidRow";
}

/// <summary>Everything that is known of a request that did not succeed. Never holds a token.</summary>
public sealed class GraphFailure
{
    /// <summary>Makes a failure.</summary>
    /// <param name="errorId">One of <see cref="GraphErrorId"/>.</param>
    /// <param name="message">What happened, in one sentence.</param>
    public GraphFailure(string errorId, string message)
    {
        ErrorId = errorId;
        Message = message;
    }

    /// <summary>The stable id, one of <see cref="GraphErrorId"/>.</summary>
    public string ErrorId { get; }

    /// <summary>What happened.</summary>
    public string Message { get; }

    /// <summary>What to do about it; may be empty.</summary>
    public string Advice { get; init; } = string.Empty;

    /// <summary>The HTTP status, or <see langword="null"/> when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own code, e.g. <c>TooManyRequests</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The service's id of the request, for a support case.</summary>
    public string? RequestId { get; init; }

    /// <summary>The id that this client gave the request.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The verb.</summary>
    public string? Method { get; init; }

    /// <summary>The URL.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The text that the service sent, unwrapped no further; for a closer look.</summary>
    public string? RawMessage { get; init; }

    /// <summary>The exception below, when the connection failed.</summary>
    public Exception? Cause { get; init; }

    /// <summary>What happened.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;
}

/// <summary>A request that did not succeed.</summary>
public sealed class GraphFailureException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What is known.</param>
    public GraphFailureException(GraphFailure failure)
        : base(failure?.Message, failure?.Cause)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Failure = failure;
    }

    /// <summary>What is known of the failure.</summary>
    public GraphFailure Failure { get; }
}

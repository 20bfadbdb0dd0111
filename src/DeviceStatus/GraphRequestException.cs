using System.Net;

namespace DeviceStatus;

/// <summary>
/// The exception for a request that did not succeed. Catch it by its name, or read it from <c>$_.Exception</c> of an error record. It never
/// contains a token.
/// </summary>
public sealed class GraphRequestException : Exception
{
    internal GraphRequestException(global::DeviceStatus.Graph.Http.GraphFailure failure, string? connection = null)
        : base(failure.Message, failure.Cause)
    {
        Connection = connection;
        ErrorId = failure.ErrorId;
        StatusCode = failure.StatusCode is { } status ? (HttpStatusCode)status : null;
        Code = failure.Code;
        RequestId = failure.RequestId;
        ClientRequestId = failure.ClientRequestId;
        RetryAfter = failure.RetryAfter;
        Method = failure.Method;
        Uri = failure.Uri;
        ServiceMessage = failure.RawMessage;
    }

    /// <summary>The stable id of the error, e.g. <c>GraphNotFound</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The name of the connection, or null when it is not known.</summary>
    public string? Connection { get; }

    /// <summary>The HTTP status, or null when no response arrived.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The service's own code, e.g. <c>ResourceNotFound</c>.</summary>
    public string? Code { get; }

    /// <summary>The service's id of the request, for a support case.</summary>
    public string? RequestId { get; }

    /// <summary>The id that this module gave the request.</summary>
    public string? ClientRequestId { get; }

    /// <summary>The wait that the service requested.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The HTTP method: GET, POST, PATCH or DELETE.</summary>
    public string? Method { get; }

    /// <summary>The URL.</summary>
    public Uri? Uri { get; }

    /// <summary>The text of the service, before the JSON inside it was unwrapped.</summary>
    public string? ServiceMessage { get; }
}

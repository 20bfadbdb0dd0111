using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>The one place that decides what an answer means.</summary>
internal static class ResponseClassifier
{
    internal static ResponseDisposition Classify(GraphResponse answer, bool hasGraphError) => answer.Status switch
    {
        >= 200 and <= 299 => ResponseDisposition.Success,
        429 => ResponseDisposition.Retryable,
        503 when hasGraphError => ResponseDisposition.Retryable,
        408 or 502 or 503 or 504 => ResponseDisposition.Inconclusive,

        // A 5xx without Graph's error body comes from something in between, which does not know what the service did.
        >= 500 when !hasGraphError => ResponseDisposition.Inconclusive,
        _ => ResponseDisposition.Failed,
    };

    /// <summary>
    /// Whether a refusal holds for an earlier attempt as well, whose answer was lost: it is about the request itself, not about who asks,
    /// how often, or how the service feels.
    /// </summary>
    internal static bool AppliesToEarlierAttempts(int status) => status is 400 or 404 or 405 or 409 or 410 or 412 or 415 or 422 or 501;

    /// <summary>Whether the service itself failed and does not say how far it came.</summary>
    internal static bool IsInconclusive(int status) => status >= 500 && status != 501;

    /// <summary>Whether it is proven that nothing left the machine that the service could have acted on.</summary>
    /// <param name="exception">What happened instead of an answer.</param>
    /// <param name="body">The body that was to be sent. An empty one proves nothing: HTTP/2 may send it with the headers.</param>
    internal static bool NeverSent(Exception exception, RequestBody? body) => body is { Utf8.IsEmpty: false, HasLeft: false } || exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    } or SignInException or EndpointRefusedException;
}

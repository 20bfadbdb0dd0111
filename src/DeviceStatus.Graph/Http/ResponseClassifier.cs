using System.Security.Authentication;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>Classifies a response as success, retryable, inconclusive or failed.</summary>
internal static class ResponseClassifier
{
    /// <summary>
    /// Codes of the documentation that mean "throttled": https://learn.microsoft.com/graph/throttling (TooManyRequests) and
    /// https://learn.microsoft.com/graph/errors (activityLimitReached). A throttled request is refused before it is executed.
    /// </summary>
    private static readonly HashSet<string> ThrottlingCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "TooManyRequests", "activityLimitReached",
    };


    /// <summary>Classifies a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="error">Its error body, or null when it is not of Graph's form.</param>
    internal static ResponseDisposition Classify(GraphResponse response, GraphErrorBody? error) => response.Status switch
    {
        >= 200 and <= 299 => ResponseDisposition.Success,
        429 => ResponseDisposition.Retryable,

        // Intune answers 503 also while it executes a request (code CancelledOnServiceTimeout, checkpoint EndExecuteAction):
        // https://github.com/microsoft/Intune-PowerShell-SDK/issues/21. Only throttling proves that nothing was done.
        503 when response.RetryAfter is not null && error?.Code is { } code && ThrottlingCodes.Contains(code) =>
            ResponseDisposition.Retryable,
        501 when error is not null => ResponseDisposition.Failed,
        408 or >= 500 => ResponseDisposition.Inconclusive,
        _ => ResponseDisposition.Failed,
    };

    /// <summary>
    /// Whether a refusal also applies to earlier attempts, because its reason is the request itself and not the caller or the load.
    /// </summary>
    internal static bool AppliesToEarlierAttempts(int status) => status is 400 or 404 or 405 or 409 or 410 or 412 or 415 or 422 or 501;

    /// <summary>Whether a status means that the service, or a gateway to it, is unavailable for every request.</summary>
    internal static bool IsOutage(int status) => status is 502 or 503 or 504;

    /// <summary>Whether it is certain that the service received nothing that it could execute.</summary>
    /// <param name="exception">The exception that was thrown instead of a response.</param>
    /// <param name="body">The body that was to be sent. An empty one proves nothing: it may be sent with the headers.</param>
    internal static bool NeverSent(Exception exception, RequestBody body) =>
        body is { Utf8.IsEmpty: false, WasSent: false } || exception is SignInException or EndpointRefusedException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };

    /// <summary>
    /// Whether a connection fails until a setting is changed, such as an untrusted certificate or a proxy that requires a sign-in.
    /// </summary>
    internal static bool IsPermanent(Exception exception) => exception is HttpRequestException http && http.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => http.InnerException is AuthenticationException,
        HttpRequestError.ProxyTunnelError => (int?)http.StatusCode == 407 || http.Message.Contains("407", StringComparison.Ordinal),
        _ => false,
    };
}

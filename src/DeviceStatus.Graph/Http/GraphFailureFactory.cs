using System.Globalization;
using System.Net;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Http;

/// <summary>Creates failures, with an id, a message and advice, from responses and lost connections.</summary>
internal static class GraphFailureFactory
{
    internal const string NoRoute = "No method match route template";

    /// <summary>The error of Intune since it removed the device statuses of apps in 2023.</summary>
    internal const string NoSegment = "Resource not found for the segment";

    /// <summary>Whether an exception means that the connection failed before a complete response arrived.</summary>
    internal static bool IsConnectionLoss(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException or SignInException or EndpointRefusedException
            or InvalidDataException or InvalidOperationException or ConnectionClosedException;

    /// <summary>The message of the exception chain that best explains why a connection failed.</summary>
    internal static string ReasonOf(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: { } inner } => inner.Message,
        OperationCanceledException => "the run was stopped while it was under way.",
        _ => exception.Message,
    };

    /// <summary>Creates the failure of a response.</summary>
    internal static GraphFailure FromResponse(
        GraphResponse response, GraphErrorBody? error, GraphRequest request, Uri uri, DateTimeOffset now, string? clientRequestId = null)
    {
        string id = IdOf(response.Status, error);
        string status = response.Status.ToString(CultureInfo.InvariantCulture);
        string what = error?.Message
            ?? $"The response is not from Graph ({response.ContentType ?? "no content type"}); a proxy may have sent it.";
        string code = error?.Code is { Length: > 0 } text ? $" {text}" : string.Empty;

        // A throttled request was not executed, also when its status is 503.
        bool isThrottled = ResponseClassifier.Classify(response, error) == ResponseDisposition.Retryable;
        return new GraphFailure(id, $"{request.Method} {uri.AbsolutePath} returned {status}{code}: {what}")
        {
            Reason = $"the response was {status}{code}: {what}",
            Advice = FailureAdvice.ForStatus(response.Status, isThrottled ? GraphErrorId.Throttled : id, request),
            StatusCode = response.Status,
            Code = error?.Code,
            RequestId = response.RequestId ?? error?.RequestId,
            ClientRequestId = response.ClientRequestId ?? error?.ClientRequestId ?? clientRequestId,
            RetryAfter = global::DeviceStatus.Graph.Retry.RetryAfter.Parse(response.RetryAfter, response.Date ?? now),
            Method = request.Method.Method,
            Uri = uri,
            RawMessage = error?.RawMessage,
            IsCollectionGone = request.IsList && (id == GraphErrorId.VerbNotImplemented || response.Status == 410
                || (response.Status is 400 or 404 && Contains(error, NoSegment))),
        };
    }

    /// <summary>Creates the failure of a request without a response. The service may or may not have executed it.</summary>
    internal static GraphFailure FromConnectionLoss(
        Exception exception,
        GraphRequest request,
        Uri uri,
        string clientRequestId,
        bool neverSent)
    {
        string reason = ReasonOf(exception);
        if (exception is SignInException or EndpointRefusedException)
        {
            return new GraphFailure(exception is SignInException ? GraphErrorId.Unauthorized : GraphErrorId.Connection, exception.Message)
            {
                Advice = exception is SignInException ? "Connect again, then repeat what was not sent." : string.Empty,
                Method = request.Method.Method,
                Uri = uri,
                ClientRequestId = clientRequestId,
                Cause = exception,
            };
        }

        string host = uri.GetLeftPart(UriPartial.Authority);
        bool isUnknown = !neverSent && request.IsWrite;
        bool isSlow = !neverSent && exception is TimeoutException;
        string message = isUnknown ? $"{request.Method} {uri.AbsolutePath} was sent, but no response arrived: {reason}"
            : isSlow ? $"{host} did not respond to {request.Method} {uri.AbsolutePath} in time: {reason}"
            : $"{host} could not be reached: {reason}";
        bool isProxy = exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ProxyTunnelError,
            StatusCode: null or HttpStatusCode.ProxyAuthenticationRequired,
        }
            && reason.Contains("407", StringComparison.Ordinal);
        string advice = isProxy ? FailureAdvice.Proxy
            : isUnknown ? FailureAdvice.ForUnknownOutcome(request)
            : isSlow ? "Connect with a longer -RequestTimeout, or run the command again later."
            : request.IsWrite ? "Nothing was done. Check the network, the proxy and the endpoint, then run the row again."
            : "Check the network, the proxy and the endpoint, then run the command again.";
        return new GraphFailure(isUnknown ? GraphErrorId.OutcomeUnknown : GraphErrorId.Connection, message)
        {
            Reason = $"no response arrived: {reason}",
            Advice = advice,
            Method = request.Method.Method,
            Uri = uri,
            ClientRequestId = clientRequestId,
            Cause = exception,
        };
    }

    /// <summary>Creates the failure of a request that was sent and whose outcome is not known.</summary>
    internal static GraphFailure OutcomeUnknown(
        GraphRequest request,
        Uri uri,
        string? why,
        string? clientRequestId,
        GraphFailure? last = null) =>
        new(GraphErrorId.OutcomeUnknown, $"{request.Method} {uri.AbsolutePath} was sent, but {why ?? "its outcome is not known."}")
        {
            Reason = why,
            Advice = FailureAdvice.ForUnknownOutcome(request),
            Method = request.Method.Method,
            Uri = uri,
            ClientRequestId = clientRequestId ?? last?.ClientRequestId,
            StatusCode = last?.StatusCode,
            Code = last?.Code,
            RequestId = last?.RequestId,
            RawMessage = last?.RawMessage,
            Cause = last?.Cause,
        };

    /// <summary>Creates the failure of a request that was not sent, or not sent again, because the run ended.</summary>
    internal static GraphFailure NotSent(GraphRequest request, Uri uri, string reason, GraphFailure? last) =>
        new(GraphErrorId.NotSent, last is null
            ? $"{request.Method} {request.Path} was not sent: {reason}."
            : $"{request.Method} {request.Path} was refused and not sent again: {reason}. {last.Message}")
        {
            Advice = request.IsWrite ? "Nothing was done; run the row again." : "Run the command again.",
            Method = request.Method.Method,
            Uri = uri,
            StatusCode = last?.StatusCode,
            Code = last?.Code,
            Cause = last?.Cause,
        };

    /// <summary>Creates the failure of a row that would undo what an earlier run did for a later row of the same object.</summary>
    internal static GraphFailure Superseded(GraphRequest request, Uri uri, long later, bool isOpen)
    {
        string why = string.Create(
            CultureInfo.InvariantCulture, $"row {later}, which comes after it, created the object in an earlier run.");
        return isOpen
            ? new GraphFailure(GraphErrorId.Conflict, $"{request.Method} {uri.AbsolutePath} was not sent again: {why}")
            {
                Advice = FailureAdvice.For(GraphErrorId.Conflict, request),
                Method = request.Method.Method,
                Uri = uri,
            }
            : OutcomeUnknown(
                request,
                uri,
                $"an earlier run ended before its response arrived, as the journal says. It was not sent again: {why}",
                null);
    }

    /// <summary>Creates the failure of a POST in doubt whose object exists with other values.</summary>
    internal static GraphFailure ExistsWithOtherValues(GraphRequest request, Uri uri) =>
        new(
            GraphErrorId.Conflict,
            $"{request.Method} {uri.AbsolutePath} did not create '{request.Id}': an object with this id exists and has other values.")
        {
            Advice = FailureAdvice.For(GraphErrorId.Conflict, request),
            Method = request.Method.Method,
            Uri = uri,
        };

    /// <summary>Creates the failure of a successful response that contains no Graph object.</summary>
    internal static GraphFailure NotGraphResponse(GraphResponse response, GraphRequest request, Uri uri, string? clientRequestId = null) =>
        new(
            GraphErrorId.Unavailable,
            $"{request.Method} {uri.AbsolutePath} returned {response.Status.ToString(CultureInfo.InvariantCulture)} "
                + $"without a Graph object ({response.ContentType ?? "no content type"}).")
        {
            Reason = $"the response was {response.Status.ToString(CultureInfo.InvariantCulture)} without a Graph object "
                + $"({response.ContentType ?? "no content type"}).",
            Advice = "A proxy or a sign-in page may have responded instead of the service; look at the response with -Debug.",
            StatusCode = response.Status,
            RequestId = response.RequestId,
            ClientRequestId = response.ClientRequestId ?? clientRequestId,
            Method = request.Method.Method,
            Uri = uri,
        };

    /// <summary>Creates the failure of a response that exceeds a limit. Requesting it again would not help.</summary>
    internal static GraphFailure TooLarge(GraphResponse response, GraphRequest request, Uri uri, Exception cause) =>
        new(GraphErrorId.Unavailable, $"{request.Method} {uri.AbsolutePath}: {cause.Message}")
        {
            Advice = "A proxy may have sent the response; look at it with -Debug, or ask for fewer objects with -Top.",
            StatusCode = response.Status,
            RequestId = response.RequestId,
            ClientRequestId = response.ClientRequestId,
            Method = request.Method.Method,
            Uri = uri,
            Cause = cause,
        };

    internal static GraphFailure InvalidNextLink(GraphRequest request, Uri root, Exception cause) =>
        new(GraphErrorId.Connection, "The service sent a link to the next page that was not followed. " + cause.Message)
        {
            Advice = "The pages up to this link were read; the list is not complete.",
            Method = request.Method.Method,
            Uri = root,
            Cause = cause,
        };

    internal static GraphFailure EndlessPaging(GraphRequest request, Uri link, bool isEmpty = false) =>
        new(GraphErrorId.Unavailable, isEmpty
            ? $"The service sent {GraphPage.MaxEmptyPages} empty pages in a row, each with a link to a next page."
            : "The service sent the same link to a next page twice, so the list would never end.")
        {
            Advice = "The list is not complete; read it again later.",
            Method = request.Method.Method,
            Uri = link,
        };

    private static string IdOf(int status, GraphErrorBody? error) => status switch
    {
        400 when Contains(error, NoRoute) => GraphErrorId.VerbNotImplemented,
        400 or 415 or 422 => GraphErrorId.BadRequest,
        401 => GraphErrorId.Unauthorized,
        403 => GraphErrorId.Forbidden,
        404 or 410 => GraphErrorId.NotFound,
        405 or 501 => GraphErrorId.VerbNotImplemented,
        409 or 412 => GraphErrorId.Conflict,
        429 => GraphErrorId.Throttled,
        >= 500 or < 400 or 408 => GraphErrorId.Unavailable,
        _ => GraphErrorId.BadRequest,
    };

    private static bool Contains(GraphErrorBody? error, string phrase) =>
        error is not null && ((error.Code?.Contains(phrase, StringComparison.OrdinalIgnoreCase) ?? false)
            || error.RawMessage.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}

using System.Globalization;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Http;

/// <summary>Turns answers and lost connections into failures with an id, a sentence and an advice.</summary>
internal static class GraphFailureFactory
{
    internal const string NoRoute = "No method match route template";

    /// <summary>Whether an exception means that the answer, or the way to it, was lost.</summary>
    internal static bool IsConnectionLoss(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException or SignInException or EndpointRefusedException
            or InvalidDataException or ConnectionClosedException;

    /// <summary>The failure that an answer tells of.</summary>
    internal static GraphFailure FromResponse(GraphResponse answer, GraphErrorBody? error, GraphRequest request, Uri uri, DateTimeOffset now, string? clientRequestId = null)
    {
        string id = IdOf(answer.Status, error);
        string status = answer.Status.ToString(CultureInfo.InvariantCulture);
        string what = error?.Message ?? $"The answer is not Graph's ({answer.ContentType ?? "no content type"}); something between may have sent it.";
        string code = error?.Code is { Length: > 0 } text ? $" {text}" : string.Empty;
        return new GraphFailure(id, $"{request.Method} {uri.AbsolutePath} was answered {status}{code}: {what}")
        {
            Advice = AdviceFor(id, request),
            StatusCode = answer.Status,
            Code = error?.Code,
            RequestId = answer.RequestId ?? error?.RequestId,
            ClientRequestId = answer.ClientRequestId ?? error?.ClientRequestId ?? clientRequestId,
            RetryAfter = global::DeviceStatus.Graph.Retry.RetryAfter.Parse(answer.RetryAfter, now),
            Method = request.Method.Method,
            Uri = uri,
            RawMessage = error?.RawMessage,
        };
    }

    /// <summary>No answer came. What was sent may or may not have been done.</summary>
    internal static GraphFailure FromConnectionLoss(Exception exception, GraphRequest request, Uri uri, string clientRequestId, bool nothingLeft)
    {
        string reason = exception switch
        {
            HttpRequestException { InnerException: { } inner } => inner.Message,
            OperationCanceledException => "the run was stopped while it was under way.",
            _ => exception.Message,
        };
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

        nothingLeft |= !request.IsWrite;
        return new GraphFailure(
            nothingLeft ? GraphErrorId.Connection : GraphErrorId.OutcomeUnknown,
            nothingLeft
                ? $"{uri.GetLeftPart(UriPartial.Authority)} could not be reached: {reason}"
                : $"{request.Method} {uri.AbsolutePath} went out and no answer came back: {reason}")
        {
            Advice = nothingLeft
                ? "Nothing was done. Check the network, the proxy and the endpoint, then run the row again."
                : AdviceForUnknownOutcome(request),
            Method = request.Method.Method,
            Uri = uri,
            ClientRequestId = clientRequestId,
            Cause = exception,
        };
    }

    /// <summary>An answer came that leaves open whether the work was done.</summary>
    internal static GraphFailure OutcomeUnknown(GraphRequest request, Uri uri, string why, string? clientRequestId, GraphFailure? last = null) =>
        new(GraphErrorId.OutcomeUnknown, $"{request.Method} {uri.AbsolutePath} went out, but {why}")
        {
            Advice = AdviceForUnknownOutcome(request),
            Method = request.Method.Method,
            Uri = uri,
            ClientRequestId = clientRequestId ?? last?.ClientRequestId,
            StatusCode = last?.StatusCode,
            Code = last?.Code,
            RequestId = last?.RequestId,
            Cause = last?.Cause,
        };

    /// <summary>A success that holds no Graph object.</summary>
    internal static GraphFailure NotGraphResponse(GraphResponse answer, GraphRequest request, Uri uri, string? clientRequestId = null) =>
        new(GraphErrorId.Unavailable, $"{request.Method} {uri.AbsolutePath} was answered {answer.Status.ToString(CultureInfo.InvariantCulture)}, but with no Graph object in it ({answer.ContentType ?? "no content type"}).")
        {
            Advice = "A proxy or a sign-in page may stand in between; look at the answer with -Debug.",
            StatusCode = answer.Status,
            RequestId = answer.RequestId,
            ClientRequestId = answer.ClientRequestId ?? clientRequestId,
            Method = request.Method.Method,
            Uri = uri,
        };

    /// <summary>A response that holds more than is read. Requesting it again would not help.</summary>
    internal static GraphFailure TooLarge(GraphResponse answer, GraphRequest request, Uri uri, Exception cause) =>
        new(GraphErrorId.Unavailable, $"{request.Method} {uri.AbsolutePath}: {cause.Message}")
        {
            Advice = "A proxy may stand in between; look at the response with -Debug, or ask for fewer objects with -Top.",
            StatusCode = answer.Status,
            RequestId = answer.RequestId,
            ClientRequestId = answer.ClientRequestId,
            Method = request.Method.Method,
            Uri = uri,
            Cause = cause,
        };

    internal static GraphFailure InvalidNextLink(GraphRequest request, Uri root, Exception cause) =>
        new(GraphErrorId.Connection, "The service sent a link to the next page that was not followed. " + cause.Message)
        {
            Advice = "The pages before it were read; the list is not complete.",
            Method = request.Method.Method,
            Uri = root,
            Cause = cause,
        };

    internal static GraphFailure EndlessPaging(GraphRequest request, Uri link, bool isEmpty = false) =>
        new(GraphErrorId.Unavailable, isEmpty
            ? $"The service sent {GraphPage.MaxEmptyPages} empty pages in a row, each with a link to a next page."
            : "The service sent the same link to a next page twice; reading on would never end.")
        {
            Advice = "The list is not complete; read it again later.",
            Method = request.Method.Method,
            Uri = link,
        };

    private static string IdOf(int status, GraphErrorBody? error) => status switch
    {
        400 when Says(error, NoRoute) => GraphErrorId.VerbNotImplemented,
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

    private static bool Says(GraphErrorBody? error, string phrase) =>
        error is not null && ((error.Code?.Contains(phrase, StringComparison.OrdinalIgnoreCase) ?? false)
            || error.RawMessage.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    private static string AdviceFor(string id, GraphRequest request) => id switch
    {
        GraphErrorId.BadRequest => "Correct the row and run it again; nothing was done.",
        GraphErrorId.Unauthorized => "The token was refused. Connect again; if it keeps happening, check tenant, audience and clock.",
        GraphErrorId.Forbidden =>
            $"The app or the user needs the permission {(request.IsWrite ? request.Resource.WritePermission : request.Resource.ReadPermission)}, with admin consent, and the tenant an Intune licence.",
        GraphErrorId.NotFound => "Check the id of the policy and of the item; both must exist in this tenant.",
        GraphErrorId.Conflict => "An object with this id exists, or changed meanwhile; read it before you write it.",
        GraphErrorId.VerbNotImplemented =>
            "The live service does not implement this verb for these objects: Intune computes them. See 'Get-Help about_DeviceStatus_LiveService'.",
        GraphErrorId.Throttled => "The quota stayed exhausted; run the rows again later, or lower -WriteLimit.",
        GraphErrorId.Unavailable when !request.IsRepeatable => "The service failed on its side. " + AdviceForUnknownOutcome(request),
        GraphErrorId.Unavailable => "The service failed on its side; run the rows again later.",
        _ => string.Empty,
    };

    private static string AdviceForUnknownOutcome(GraphRequest request) => request.IsRepeatable
        ? "Running the row again is safe: it does the same thing twice at the most."
        : "Look whether the object exists before you run the row again; a second POST could create it twice.";
}

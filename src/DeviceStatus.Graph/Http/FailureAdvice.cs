using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Http;

/// <summary>Advises what to do about a failure of a read or a write.</summary>
internal static class FailureAdvice
{
    internal const string Proxy = "The proxy requires a sign-in. Connect again with -ProxyCredential or -ProxyUseDefaultCredentials.";

    /// <summary>The advice for a response. Some statuses have their own advice, independent of the id.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="id">The id of the failure.</param>
    /// <param name="request">The request.</param>
    internal static string ForStatus(int status, string id, GraphRequest request) => status switch
    {
        >= 300 and < 400 => "The response names another address, which is not followed: a proxy or a sign-in page may have sent it. "
            + $"Check the proxy and the endpoint, then run {(request.IsWrite ? "the row" : "the command")} again.",
        407 => Proxy,
        413 when request.IsWrite =>
            "The service or a proxy does not accept a request of this size. Nothing was done. Run the row again with a smaller -BatchSize.",
        413 => "The service or a proxy does not accept a request of this size. "
            + "Read fewer objects at a time, or fewer properties with -Property.",
        423 when request.IsWrite => "The object is locked by another operation. Nothing was done. Run the row again later.",
        423 => "The object is locked by another operation. Run the command again later.",
        451 => "The service refuses access for legal reasons. The administrator of the tenant can say why; "
            + "running the command again does not help.",
        _ => For(id, request),
    };

    /// <summary>The advice for an id.</summary>
    /// <param name="id">The id of the failure.</param>
    /// <param name="request">The request.</param>
    internal static string For(string id, GraphRequest request) => id switch
    {
        GraphErrorId.BadRequest when request.IsWrite => "Correct the row and run it again; nothing was done.",
        GraphErrorId.BadRequest => "Check the ids, -Filter and -Property, then run the command again.",
        GraphErrorId.Unauthorized => "The token was refused. Connect again; if it keeps happening, check tenant, audience and clock.",
        GraphErrorId.Forbidden =>
            $"The app or the user needs the permission "
                + $"{(request.IsWrite ? request.Resource.WritePermission : request.Resource.ReadPermission)}, with admin consent, "
                + $"and the tenant an Intune licence.",
        GraphErrorId.NotFound => "Check the id of the policy and of the item; both must exist in this tenant.",
        GraphErrorId.Conflict => "An object with this id exists, or changed meanwhile; read it before you write it.",
        GraphErrorId.VerbNotImplemented =>
            "The live service does not implement this verb for these objects: Intune computes them. "
                + "See 'Get-Help about_DeviceStatus_LiveService'.",
        GraphErrorId.Throttled when request.IsWrite =>
            "The service throttled every attempt. Run the rows again later, or connect with a lower -WriteLimit.",
        GraphErrorId.Throttled => "The service throttled every attempt. Run the command again later.",
        GraphErrorId.Unavailable when !request.IsRepeatable => "The service had an internal error. " + ForUnknownOutcome(request),
        GraphErrorId.Unavailable when request.IsWrite => "The service had an internal error. Run the row again later.",
        GraphErrorId.Unavailable => "The service had an internal error. Run the command again later.",
        _ => string.Empty,
    };

    /// <summary>The advice for a write whose outcome is not known.</summary>
    internal static string ForUnknownOutcome(GraphRequest request) => request.IsRepeatable
        ? "Running the row again is safe: it sets the same values again."
        : "Check whether the object exists before you run the row again; a second POST could create it twice.";
}

namespace DeviceStatus.Graph;

/// <summary>What an answer means for the request that it answers.</summary>
internal enum Verdict
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>Refused, and will be refused again.</summary>
    Failed,

    /// <summary>The answer proves that nothing was done; sending again is safe for every verb.</summary>
    NotDone,

    /// <summary>It may or may not have been done; sending again is safe only for what is repeatable.</summary>
    InDoubt,
}

/// <summary>The one place that decides what an answer means.</summary>
internal static class Judge
{
    internal static Verdict Of(GraphAnswer answer, bool hasGraphError) => answer.Status switch
    {
        >= 200 and <= 299 => Verdict.Success,
        429 => Verdict.NotDone,
        503 when hasGraphError => Verdict.NotDone,
        502 or 503 or 504 => Verdict.InDoubt,

        // A 5xx without Graph's error body comes from something in between, which does not know what the service did.
        >= 500 when !hasGraphError => Verdict.InDoubt,
        _ => Verdict.Failed,
    };

    /// <summary>Whether an exception proves that nothing left the machine.</summary>
    internal static bool NothingLeft(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    } or SignInException or EndpointRefusedException;
}

namespace DeviceStatus.Graph.Identity;

/// <summary>
/// Allows a sign-in to reach only the hosts of its cloud, or this machine for a managed identity. The identity libraries read their own
/// environment variables, which must not send a secret to another host.
/// </summary>
internal sealed class SignInHostHandler : DelegatingHandler
{
    private readonly Uri _authority;
    private readonly SignInRoute _route;

    internal SignInHostHandler(HttpMessageHandler inner, Uri authority, SignInRoute route)
        : base(inner)
    {
        _authority = authority;
        _route = route;
    }

    /// <summary>Whether a request may be sent.</summary>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="target">Its address.</param>
    internal bool IsAllowed(HttpMethod method, Uri target) => _route switch
    {
        SignInRoute.LocalEndpoint => LocalEndpoint.IsLocal(target),
        _ => CloudAuthority.IsHostOf(_authority, target) || IsRegionQuery(method, target),
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsAllowed(request.Method, request.RequestUri!)
            ? base.SendAsync(request, cancellationToken)
            : throw new SignInException(_route == SignInRoute.LocalEndpoint
                ? $"The managed identity endpoint '{request.RequestUri!.IdnHost}' is not on this machine, and was not called: "
                    + "check the environment variables IDENTITY_ENDPOINT, MSI_ENDPOINT and IMDS_ENDPOINT."
                : $"The sign-in would have gone to '{request.RequestUri!.IdnHost}', which is no host of {_authority.IdnHost}, "
                    + "and was not sent: check the environment variables AZURE_REGIONAL_AUTHORITY_NAME, "
                    + "MSAL_FORCE_REGION and REGION_NAME.");

    /// <summary>The request to the metadata service of an Azure machine for its region. It contains no secret.</summary>
    private static bool IsRegionQuery(HttpMethod method, Uri target) =>
        method == HttpMethod.Get && target.Scheme == Uri.UriSchemeHttp && target.Authority == "169.254.169.254"
        && target.AbsolutePath.StartsWith("/metadata/instance/", StringComparison.Ordinal);
}

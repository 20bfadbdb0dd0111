namespace DeviceStatus.Graph.Identity;

/// <summary>Where the requests of a sign-in may go.</summary>
internal enum SignInRoute
{
    /// <summary>To the authority of the cloud, through the proxy where there is one.</summary>
    CloudAuthority,

    /// <summary>To an endpoint on this machine, without a proxy.</summary>
    LocalEndpoint,
}

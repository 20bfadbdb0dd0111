namespace DeviceStatus.Graph.Identity;

/// <summary>The destinations that the requests of a sign-in may have.</summary>
internal enum SignInRoute
{
    /// <summary>The authority of the cloud, through the proxy if there is one.</summary>
    CloudAuthority,

    /// <summary>An endpoint on this machine, without a proxy.</summary>
    LocalEndpoint,
}

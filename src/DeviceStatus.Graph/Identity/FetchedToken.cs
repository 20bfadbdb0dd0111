namespace DeviceStatus.Graph.Identity;

/// <summary>A fetched token, with the time from which it can be renewed.</summary>
/// <param name="Token">The token.</param>
/// <param name="RefreshOn">When it should be renewed, UTC; <see langword="null"/> when the issuer does not say.</param>
internal readonly record struct FetchedToken(BearerToken Token, DateTimeOffset? RefreshOn);

namespace DeviceStatus.Graph.Identity;

/// <summary>A token as it came, with the moment from which a new one can be had.</summary>
/// <param name="Token">The token.</param>
/// <param name="RefreshOn">When the issuer wants it renewed, UTC; <see langword="null"/> when it does not say.</param>
internal readonly record struct FetchedToken(BearerToken Token, DateTimeOffset? RefreshOn);

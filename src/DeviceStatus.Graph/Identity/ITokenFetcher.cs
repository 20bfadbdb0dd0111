namespace DeviceStatus.Graph.Identity;

/// <summary>Fetches a new token with each call; <see cref="CachedTokenSource"/> caches it.</summary>
internal interface ITokenFetcher : IDisposable
{
    /// <summary>Fetches a token.</summary>
    /// <param name="claims">A claims challenge to satisfy, or <see langword="null"/>.</param>
    /// <param name="allowInteraction">Whether a person may be prompted; otherwise a method that needs a person fails.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be fetched.</exception>
    Task<FetchedToken> FetchAsync(string? claims, bool allowInteraction, CancellationToken cancellationToken);
}

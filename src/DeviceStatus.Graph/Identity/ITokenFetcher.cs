namespace DeviceStatus.Graph.Identity;

/// <summary>Gets a new token with each call; <see cref="CachedTokenSource"/> caches it.</summary>
internal interface ITokenFetcher : IDisposable
{
    /// <summary>Gets a token.</summary>
    /// <param name="claims">A claims challenge to satisfy, or <see langword="null"/>.</param>
    /// <param name="allowInteraction">Whether a person may be asked; without it, a method that needs one fails.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be had.</exception>
    Task<FetchedToken> FetchAsync(string? claims, bool allowInteraction, CancellationToken cancellationToken);
}

namespace DeviceStatus.Graph.Identity;

/// <summary>Gets one token each time it is asked; caching is the business of <see cref="CachedTokenSource"/>.</summary>
internal interface ITokenFetcher : IDisposable
{
    /// <summary>Gets a token.</summary>
    /// <param name="claims">A claims challenge to answer, or <see langword="null"/>.</param>
    /// <param name="allowInteraction">Whether a person may be asked; without it, a method that needs one fails.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be had.</exception>
    Task<FetchedToken> FetchAsync(string? claims, bool allowInteraction, CancellationToken cancellationToken);
}

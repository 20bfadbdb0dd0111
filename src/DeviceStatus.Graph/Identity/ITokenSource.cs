namespace DeviceStatus.Graph.Identity;

/// <summary>Hands out bearer tokens for one connection; safe to call from many threads at once.</summary>
public interface ITokenSource
{
    /// <summary>Returns a token that is valid now; cached, refreshed before it expires, and fetched once for all who wait.</summary>
    /// <param name="claims">The claims challenge of a 401 response, decoded from base64; <see langword="null"/> without one.</param>
    /// <param name="cancellationToken">Ends this caller's wait at once.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be had; the message says why and what to do.</exception>
    ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken);
}

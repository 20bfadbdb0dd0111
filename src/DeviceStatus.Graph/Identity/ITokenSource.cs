namespace DeviceStatus.Graph.Identity;

/// <summary>Provides the bearer tokens of one connection. Thread-safe.</summary>
public interface ITokenSource
{
    /// <summary>Gets a valid token. It is cached, renewed before it expires, and fetched once for all waiting callers.</summary>
    /// <param name="claims">The claims challenge of a 401 response, decoded from base64; <see langword="null"/> without one.</param>
    /// <param name="cancellationToken">Cancels the wait of this caller.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be fetched; the message says why and what to do.</exception>
    ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken);
}

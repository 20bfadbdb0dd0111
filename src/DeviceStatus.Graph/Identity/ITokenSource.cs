namespace DeviceStatus.Graph;

/// <summary>Hands out bearer tokens for one connection; safe to call from many threads at once.</summary>
public interface ITokenSource
{
    /// <summary>Returns a token that is valid now; cached, refreshed before it expires, and fetched once for all who wait.</summary>
    /// <param name="claims">The claims challenge of a 401 answer, decoded from base64; <see langword="null"/> without one.</param>
    /// <param name="cancellationToken">Ends this caller's wait at once.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInException">No token can be had; the message says why and what to do.</exception>
    ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken);
}

/// <summary>A bearer token. It never shows its value, whoever prints it.</summary>
public sealed class BearerToken
{
    /// <summary>Makes a token.</summary>
    /// <param name="value">The text that goes behind <c>Bearer</c>.</param>
    /// <param name="expiresOn">When it ends, UTC.</param>
    public BearerToken(string value, DateTimeOffset expiresOn)
    {
        Value = value;
        ExpiresOn = expiresOn;
    }

    /// <summary>When the token ends, UTC; <see cref="DateTimeOffset.MaxValue"/> when that is not known.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>The secret itself; internal, so that no serializer and no <c>Format-List *</c> finds it.</summary>
    internal string Value { get; }

    /// <summary>A placeholder, never the secret.</summary>
    /// <returns><c>[token]</c>.</returns>
    public override string ToString() => "[token]";
}

/// <summary>A sign-in that failed, said in one message without a stack of inner exceptions.</summary>
public sealed class SignInException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why the sign-in failed and what to do.</param>
    /// <param name="code">A code of the identity platform such as <c>AADSTS7000222</c>, where there is one.</param>
    public SignInException(string message, string? code = null)
        : base(message)
    {
        Code = code;
    }

    /// <summary>The code of the identity platform, e.g. <c>AADSTS700016</c>; <see langword="null"/> where there is none.</summary>
    public string? Code { get; }
}

using System.Globalization;

namespace DeviceStatus.Graph.Identity;

/// <summary>Provides a token of the caller. It needs no identity library and cannot be renewed.</summary>
internal sealed class StaticTokenSource : ITokenSource, IDisposable
{
    private volatile BearerToken? _token;
    private readonly TimeProvider _clock;

    private StaticTokenSource(BearerToken token, TimeProvider clock)
    {
        _token = token;
        _clock = clock;
    }

    /// <summary>Creates a source for the sandbox, which accepts any token.</summary>
    internal static StaticTokenSource ForSandbox() => new(new BearerToken("sandbox", DateTimeOffset.MaxValue), TimeProvider.System);

    /// <summary>Creates a source for a token that the caller gives.</summary>
    /// <exception cref="SignInException">The text is no token, or the token has expired or is for another cloud.</exception>
    internal static StaticTokenSource ForAccessToken(string? text, GraphCloud cloud, TimeProvider clock)
    {
        string value = (text ?? string.Empty).Trim();
        if (value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            value = value["Bearer ".Length..].TrimStart();
        }

        if (value.Length == 0)
        {
            throw new SignInException("The access token is empty.");
        }

        // The characters of RFC 6750, section 2.1. Others could change the header.
        if (!value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '='))
        {
            throw new SignInException("The access token contains an invalid character. Give only the token, on one line.");
        }

        TokenDetails? details = TokenDetails.Read(value);
        if (details is null && value.Count(c => c == '.') == 2)
        {
            throw new SignInException("The access token is damaged: it has the three parts of a JSON Web Token, and they cannot be read. "
                + "Copy the whole token again.");
        }

        RefuseOtherCloud(details?.Audience, cloud);
        var source = new StaticTokenSource(new BearerToken(value, details?.ExpiresOn ?? DateTimeOffset.MaxValue), clock);
        source.ThrowIfExpired(source._token!);
        return source;
    }

    /// <inheritdoc/>
    public ValueTask<BearerToken> GetTokenAsync(string? claims, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BearerToken token = _token ?? throw new ObjectDisposedException(nameof(StaticTokenSource), "The connection is closed.");
        ThrowIfExpired(token);
        return claims is null
            ? ValueTask.FromResult(token)
            : throw new SignInException(
                "Graph requires a new sign-in (a claims challenge), and a given access token cannot be renewed: "
                    + "connect again with a new "
                + "token, or sign in with another method.");
    }

    private static void RefuseOtherCloud(string? audience, GraphCloud cloud)
    {
        if (!Uri.TryCreate(audience, UriKind.Absolute, out Uri? uri))
        {
            return;
        }

        GraphCloud? other = GraphCloud.All.FirstOrDefault(
            each => each != cloud && string.Equals(each.GraphEndpoint.IdnHost, uri.IdnHost, StringComparison.OrdinalIgnoreCase));
        if (other is not null)
        {
            throw new SignInException($"The access token is for the cloud {other}, the connection for {cloud}: give -Environment "
                + $"{other}, or a token for {cloud}.");
        }
    }

    /// <summary>Discards the token.</summary>
    public void Dispose() => _token = null;

    private void ThrowIfExpired(BearerToken token)
    {
        if (token.ExpiresOn <= _clock.GetUtcNow())
        {
            string when = token.ExpiresOn.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            throw new SignInException($"The access token expired at {when}: connect again with a new one.");
        }
    }
}

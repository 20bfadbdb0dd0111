using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>What all ways by Azure.Identity share: transport, authority, audience and the wording of failures.</summary>
internal abstract class AzureSignIn(SignInOptions options) : ITokenFetcher
{
    private HttpClient? _client;

    protected SignInOptions Options { get; } = options;

    /// <summary>What is asked for: all that the application was granted, unless a person signs in.</summary>
    protected virtual IReadOnlyList<string> Scopes => [Options.Cloud.DefaultScope];

    public async Task<FetchedToken> FetchAsync(string? claims, bool mayAsk, CancellationToken cancellationToken)
    {
        try
        {
            // Continuous access evaluation: without it the service never says by claims what it misses.
            var request = new TokenRequestContext([.. Scopes], claims: claims, isCaeEnabled: true);
            AccessToken token = await GetTokenAsync(request, mayAsk, cancellationToken);
            return new FetchedToken(new BearerToken(token.Token, token.ExpiresOn), token.RefreshOn);
        }
        catch (SignInException)
        {
            throw;
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested)
        {
            // However deep the library wrapped it: who cancelled gets a cancellation.
            throw new OperationCanceledException("The sign-in was cancelled.", error, cancellationToken);
        }
        catch (Exception error)
        {
            throw SignInErrors.From(error, Options, CloudAuthority.Of(Options));
        }
    }

    public virtual void Dispose() => _client?.Dispose();

    protected abstract ValueTask<AccessToken> GetTokenAsync(TokenRequestContext request, bool mayAsk, CancellationToken cancellationToken);

    /// <summary>Sets what every credential needs; the authority always by hand, lest an environment variable changes it unseen.</summary>
    protected T Configure<T>(T settings, Uri? authority = null, bool direct = false)
        where T : TokenCredentialOptions
    {
        settings.AuthorityHost = authority ?? CloudAuthority.Of(Options);
        settings.Diagnostics.IsLoggingEnabled = false;
        settings.Diagnostics.IsLoggingContentEnabled = false;
        settings.Diagnostics.IsTelemetryEnabled = false;
        settings.Diagnostics.IsDistributedTracingEnabled = false;
        settings.Retry.MaxRetries = 2;
        settings.Retry.Delay = TimeSpan.FromMilliseconds(400);
        settings.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        settings.Transport = new HttpClientTransport(_client ??= CreateClient(direct));
        return settings;
    }

    private HttpClient CreateClient(bool direct)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !direct,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!direct && Options.Proxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (Options.TrustForTests is { } trust)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = trust;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

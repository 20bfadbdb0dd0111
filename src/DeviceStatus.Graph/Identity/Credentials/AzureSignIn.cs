using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>The base of all sign-ins by Azure.Identity: transport, authority, audience and error messages.</summary>
internal abstract class AzureSignIn(SignInOptions options) : ITokenFetcher
{
    private HttpClient? _client;

    protected SignInOptions Options { get; } = options;

    /// <summary>The requested scopes: everything that the application was granted, unless a person signs in.</summary>
    protected virtual IReadOnlyList<string> Scopes => [Options.Cloud.DefaultScope];

    public async Task<FetchedToken> FetchAsync(string? claims, bool allowInteraction, CancellationToken cancellationToken)
    {
        try
        {
            RegionVariables.Check(Options.Method);

            // Enables continuous access evaluation; without it the service sends no claims challenges.
            var request = new TokenRequestContext([.. Scopes], claims: claims, isCaeEnabled: true);
            AccessToken token = await GetTokenAsync(request, allowInteraction, cancellationToken).ConfigureAwait(false);
            return new FetchedToken(new BearerToken(token.Token, token.ExpiresOn), token.RefreshOn);
        }
        catch (SignInException)
        {
            throw;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            // The library may wrap the cancellation several times; the caller that cancelled gets an OperationCanceledException.
            throw new OperationCanceledException("The sign-in was cancelled.", exception, cancellationToken);
        }
        catch (Exception exception)
        {
            throw SignInErrors.From(exception, Options, CloudAuthority.Of(Options));
        }
    }

    public virtual void Dispose() => _client?.Dispose();

    protected abstract ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken);

    /// <summary>
    /// Sets what every credential needs. The authority is always set explicitly, so that no environment variable changes it.
    /// </summary>
    protected T Configure<T>(T settings, Uri? authority = null, SignInRoute route = SignInRoute.CloudAuthority)
        where T : TokenCredentialOptions
    {
        Uri host = authority ?? CloudAuthority.Of(Options);
        settings.AuthorityHost = host;
        settings.Diagnostics.IsLoggingEnabled = false;
        settings.Diagnostics.IsLoggingContentEnabled = false;
        settings.Diagnostics.IsTelemetryEnabled = false;
        settings.Diagnostics.IsDistributedTracingEnabled = false;
        settings.Retry.MaxRetries = 2;
        settings.Retry.Delay = TimeSpan.FromMilliseconds(400);
        settings.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        settings.Transport = new HttpClientTransport(_client ??= CreateClient(host, route));
        return settings;
    }

    private HttpClient CreateClient(Uri authority, SignInRoute route)
    {
        bool isLocal = route == SignInRoute.LocalEndpoint;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !isLocal,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!isLocal && ProxySettings.ForHandler(Options.Proxy) is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (Options.TrustForTests is { } trust)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = trust;
        }

        return new HttpClient(new SignInHostHandler(handler, authority, route)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

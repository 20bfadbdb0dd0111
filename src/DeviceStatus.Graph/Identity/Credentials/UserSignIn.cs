using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>
/// Signs in a person. Azure.Identity must not prompt by itself, so that a renewal in the background never opens a browser or shows a code.
/// A person is prompted only when a caller waits for the token.
/// </summary>
internal abstract class UserSignIn(SignInOptions options) : AzureSignIn(options)
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    protected override IReadOnlyList<string> Scopes { get; } = GraphScopes.Resolve(options.Cloud, options.Scopes);

    /// <summary>Accounts of any organization unless a tenant is given; personal accounts have no Intune.</summary>
    protected string Tenant => string.IsNullOrEmpty(Options.TenantId) ? "organizations" : Options.TenantId;

    protected string Client => string.IsNullOrEmpty(Options.ClientId) ? SignInOptions.DefaultClientId : Options.ClientId;

    protected override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        try
        {
            return await Credential.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationRequiredException) when (allowInteraction)
        {
            await AuthenticateInTimeAsync(request, cancellationToken).ConfigureAwait(false);
        }

        // The token that satisfies the challenge is in the library's cache now; repeating the challenge would bypass the cache.
        var again = new TokenRequestContext(request.Scopes, isCaeEnabled: request.IsCaeEnabled);
        return await Credential.GetTokenAsync(again, cancellationToken).ConfigureAwait(false);
    }

    protected abstract TokenCredential Credential { get; }

    /// <summary>How long the person may take; null when the sign-in expires at the service.</summary>
    protected abstract TimeSpan? Timeout { get; }

    protected abstract Task AuthenticateAsync(TokenRequestContext request, CancellationToken cancellationToken);

    private async Task AuthenticateInTimeAsync(TokenRequestContext request, CancellationToken cancellationToken)
    {
        if (Timeout is not { } timeout)
        {
            await AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource expiry = new(timeout < MaxTimeout ? timeout : MaxTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            await AuthenticateAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The library may wrap the cancellation several times.
            throw new SignInException(
                $"Nobody signed in within {timeout.TotalSeconds:0} s. Connect again, or sign in as an application (-Identity, "
                    + $"-WorkloadIdentity, "
                + "-CertificateThumbprint, -CertificatePath, -ClientSecretCredential or -EnvironmentVariable).");
        }
    }
}

using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>
/// A person signs in. Azure.Identity must not ask by itself, so that a renewal in the background never opens a browser or shows a code; a
/// person is asked only when a caller waits for the token.
/// </summary>
internal abstract class UserSignIn(SignInOptions options) : AzureSignIn(options)
{
    protected override IReadOnlyList<string> Scopes { get; } = GraphScopes.Resolve(options.Cloud, options.Scopes);

    /// <summary>Any organisation's account unless a tenant is given; personal accounts have no Intune.</summary>
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
            await AskAsync(request, cancellationToken).ConfigureAwait(false);
        }

        // The token that satisfies the challenge is in the library's cache now; repeating the challenge would bypass the cache.
        var again = new TokenRequestContext(request.Scopes, isCaeEnabled: request.IsCaeEnabled);
        return await Credential.GetTokenAsync(again, cancellationToken).ConfigureAwait(false);
    }

    protected abstract TokenCredential Credential { get; }

    protected abstract Task AskAsync(TokenRequestContext request, CancellationToken cancellationToken);
}

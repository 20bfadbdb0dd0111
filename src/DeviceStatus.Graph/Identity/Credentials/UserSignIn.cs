using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>
/// A person signs in. Azure.Identity is kept from asking by itself, so that a renewal in the background never opens a browser or shows a
/// code; it asks only when a caller waits for the token.
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

        // The answer to a challenge is in the cache by now; to repeat the challenge would pass over it.
        var again = new TokenRequestContext(request.Scopes, isCaeEnabled: request.IsCaeEnabled);
        return await Credential.GetTokenAsync(again, cancellationToken).ConfigureAwait(false);
    }

    protected abstract TokenCredential Credential { get; }

    protected abstract Task AskAsync(TokenRequestContext request, CancellationToken cancellationToken);
}

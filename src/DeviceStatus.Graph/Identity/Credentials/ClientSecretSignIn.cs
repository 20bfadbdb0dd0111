using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in an application with a client secret.</summary>
internal sealed class ClientSecretSignIn(SignInOptions options) : AzureSignIn(options)
{
    private ClientSecretCredential? _credential;

    protected override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        _credential ??= new ClientSecretCredential(
            Options.TenantId,
            Options.ClientId,
            Options.ClientSecret,
            Configure(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }));
        return _credential.GetTokenAsync(request, cancellationToken);
    }
}

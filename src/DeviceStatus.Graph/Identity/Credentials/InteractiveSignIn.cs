using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in a person with the browser of this machine.</summary>
internal sealed class InteractiveSignIn(SignInOptions options) : UserSignIn(options)
{
    private InteractiveBrowserCredential? _credential;

    protected override TokenCredential Credential => Browser;

    protected override TimeSpan? Timeout => Options.InteractionTimeout ?? SignInOptions.DefaultInteractionTimeout;

    private InteractiveBrowserCredential Browser => _credential ??= new(Configure(new InteractiveBrowserCredentialOptions
    {
        TenantId = Tenant,
        ClientId = Client,
        DisableAutomaticAuthentication = true,
        DisableInstanceDiscovery = true,
    }));

    protected override Task AuthenticateAsync(TokenRequestContext request, CancellationToken cancellationToken) =>
        Browser.AuthenticateAsync(request, cancellationToken);
}

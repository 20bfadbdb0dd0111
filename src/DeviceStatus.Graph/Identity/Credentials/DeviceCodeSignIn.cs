using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in a person on any device with a short code.</summary>
internal sealed class DeviceCodeSignIn(SignInOptions options) : UserSignIn(options)
{
    private DeviceCodeCredential? _credential;

    protected override TokenCredential Credential => Device;

    /// <summary>The code expires at the service, usually after fifteen minutes.</summary>
    protected override TimeSpan? Timeout => Options.InteractionTimeout;

    private DeviceCodeCredential Device => _credential ??= new(Configure(new DeviceCodeCredentialOptions
    {
        TenantId = Tenant,
        ClientId = Client,
        DisableAutomaticAuthentication = true,
        DisableInstanceDiscovery = true,
        DeviceCodeCallback = ShowAsync,
    }));

    protected override Task AuthenticateAsync(TokenRequestContext request, CancellationToken cancellationToken) =>
        Device.AuthenticateAsync(request, cancellationToken);

    private Task ShowAsync(DeviceCodeInfo code, CancellationToken cancellationToken) =>
        Options.OnDeviceCode!(new DeviceCodePrompt(code.UserCode, code.VerificationUri, code.ExpiresOn, code.Message), cancellationToken);
}

using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in an application with a certificate.</summary>
internal sealed class CertificateSignIn(SignInOptions options, TimeProvider clock) : AzureSignIn(options)
{
    private X509Certificate2? _loaded;
    private ClientCertificateCredential? _credential;

    public override void Dispose()
    {
        base.Dispose();
        _loaded?.Dispose();
    }

    protected override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        X509Certificate2 certificate = Options.Certificate
            ?? (_loaded ??= await CertificateLoader.LoadAsync(Options, cancellationToken).ConfigureAwait(false));
        CertificateLoader.Check(certificate, clock.GetUtcNow());
        _credential ??= new ClientCertificateCredential(
            Options.TenantId,
            Options.ClientId,
            certificate,
            Configure(new ClientCertificateCredentialOptions
            {
                DisableInstanceDiscovery = true,
                SendCertificateChain = Options.SendCertificateChain,
            }));
        return await _credential.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
    }
}

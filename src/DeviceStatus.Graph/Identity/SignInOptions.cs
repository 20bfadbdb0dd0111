using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DeviceStatus.Graph.Identity;

/// <summary>
/// The options of a sign-in. Only those of <see cref="Method"/> are read. Secrets can be set from anywhere but are readable only inside the
/// engine, so that serializers, <c>Format-List *</c> and logs do not show them.
/// </summary>
public sealed class SignInOptions
{
    /// <summary>The method of the sign-in.</summary>
    public required SignInMethod Method { get; init; }

    /// <summary>The cloud, which determines authority and audience. Default: <see cref="GraphCloud.Global"/>.</summary>
    public GraphCloud Cloud { get; init; } = GraphCloud.Global;

    /// <summary>The tenant: a GUID or a domain. A person may leave it out and signs in to the home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>
    /// The application (client) id; of a managed identity the client id of the user-assigned one. A person may leave it out and signs in
    /// to <see cref="DefaultClientId"/>.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// The delegated permissions to request for a person; if empty, <see cref="GraphScopes.LeastToRead"/>. An application always gets what
    /// it was granted.
    /// </summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The client secret.</summary>
    public string? ClientSecret { internal get; init; }

    /// <summary>The certificate with its private key. The caller disposes it.</summary>
    public X509Certificate2? Certificate { internal get; init; }

    /// <summary>The SHA-1 thumbprint of a certificate in the store My of the current user or of the machine.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The path of a PFX file, or of a PEM file that holds certificate and private key.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The password of the file <see cref="CertificatePath"/>, PFX or encrypted PEM.</summary>
    public string? CertificatePassword { internal get; init; }

    /// <summary>Whether to send the certificate chain (<c>x5c</c>), which subject name and issuer authentication requires.</summary>
    public bool SendCertificateChain { get; init; }

    /// <summary>The file with the federated token. Default: <c>AZURE_FEDERATED_TOKEN_FILE</c>.</summary>
    public string? FederatedTokenFile { get; init; }

    /// <summary>The token of the caller.</summary>
    public string? AccessToken { internal get; init; }

    /// <summary>
    /// The proxy, see <see cref="ProxySettings"/>; if <see langword="null"/>, the environment variables apply. A managed identity uses no
    /// proxy, because its address is local to the machine.
    /// </summary>
    public IWebProxy? Proxy { internal get; init; }

    /// <summary>Shows the code to the person; mandatory for <see cref="SignInMethod.DeviceCode"/>. May be called from any thread.</summary>
    public Func<DeviceCodePrompt, CancellationToken, Task>? OnDeviceCode { internal get; init; }

    /// <summary>How long a person may take to sign in. Default: five minutes with the browser, and until the device code expires.</summary>
    public TimeSpan? InteractionTimeout { get; init; }

    /// <summary>How long a person may take to sign in with the browser unless <see cref="InteractionTimeout"/> is set.</summary>
    public static TimeSpan DefaultInteractionTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The public client that a person signs in to by default: Microsoft Graph Command Line Tools.</summary>
    public static string DefaultClientId => "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    /// <summary>Another authority than the cloud's, https only. For tests.</summary>
    internal Uri? Authority { get; init; }

    /// <summary>Whether to trust the self-signed token endpoint of a test. Internal, so that callers cannot weaken the check.</summary>
    internal RemoteCertificateValidationCallback? TrustForTests { get; init; }

    /// <summary>The method and the cloud.</summary>
    /// <returns>For example <c>ClientSecret in Global</c>.</returns>
    public override string ToString() => $"{Method} in {Cloud}";
}

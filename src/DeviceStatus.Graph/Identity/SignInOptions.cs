using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DeviceStatus.Graph.Identity;

/// <summary>
/// What a sign-in needs to know. Only what <see cref="Method"/> takes is read. Secrets can be set from anywhere but read inside the
/// engine alone, so that no serializer, no <c>Format-List *</c> and no log finds them.
/// </summary>
public sealed class SignInOptions
{
    /// <summary>The way to sign in.</summary>
    public required SignInMethod Method { get; init; }

    /// <summary>The cloud, which gives authority and audience; <see cref="GraphCloud.Global"/> unless set.</summary>
    public GraphCloud Cloud { get; init; } = GraphCloud.Global;

    /// <summary>The tenant: a GUID or a domain. A person may leave it out and signs in to the home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>
    /// The application (client) id; of a managed identity the client id of the user-assigned one. A person may leave it out and signs in
    /// to <see cref="DefaultClientId"/>.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// The delegated permissions that a person is asked for; empty asks for <see cref="GraphScopes.LeastToRead"/>. An application always
    /// gets what it was granted.
    /// </summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The client secret.</summary>
    public string? ClientSecret { internal get; init; }

    /// <summary>The certificate with its private key. It stays the caller's to dispose.</summary>
    public X509Certificate2? Certificate { internal get; init; }

    /// <summary>The SHA-1 thumbprint of a certificate in the store My of the current user or of the machine.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The path of a PFX file, or of a PEM file that holds certificate and private key.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The password of the file <see cref="CertificatePath"/>, PFX or encrypted PEM.</summary>
    public string? CertificatePassword { internal get; init; }

    /// <summary>Sends the certificate chain along (<c>x5c</c>), as subject-name-and-issuer authentication needs it.</summary>
    public bool SendCertificateChain { get; init; }

    /// <summary>The file that holds the federated token; <c>AZURE_FEDERATED_TOKEN_FILE</c> unless set.</summary>
    public string? FederatedTokenFile { get; init; }

    /// <summary>The token that the caller brings.</summary>
    public string? AccessToken { internal get; init; }

    /// <summary>
    /// The proxy, see <see cref="ProxySettings"/>; <see langword="null"/> leaves it to the environment variables. A managed identity is
    /// asked directly, for its address is local to the machine.
    /// </summary>
    public IWebProxy? Proxy { internal get; init; }

    /// <summary>Shows the code to the person; mandatory for <see cref="SignInMethod.DeviceCode"/>. May be called from any thread.</summary>
    public Func<DeviceCodePrompt, CancellationToken, Task>? OnDeviceCode { internal get; init; }

    /// <summary>
    /// How long a person may take to sign in; <see langword="null"/> for five minutes, and for as long as the device code is good.
    /// </summary>
    public TimeSpan? InteractionTimeout { get; init; }

    /// <summary>How long a person may take to sign in with the browser unless <see cref="InteractionTimeout"/> is set.</summary>
    public static TimeSpan DefaultInteractionTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The public client that a person signs in to without an own one: Microsoft Graph Command Line Tools.</summary>
    public static string DefaultClientId => "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    /// <summary>Another authority than the cloud's, https only. For tests.</summary>
    internal Uri? Authority { get; init; }

    /// <summary>Trusts the self-signed token endpoint of a test; internal, so that nobody outside can weaken the check.</summary>
    internal RemoteCertificateValidationCallback? TrustForTests { get; init; }

    /// <summary>Method and cloud, no more.</summary>
    /// <returns>For example <c>ClientSecret in Global</c>.</returns>
    public override string ToString() => $"{Method} in {Cloud}";
}

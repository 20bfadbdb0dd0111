using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in as the <c>AZURE_*</c> environment variables describe.</summary>
internal sealed class EnvironmentSignIn(SignInOptions options) : AzureSignIn(options)
{
    private static readonly string[] Required = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"];

    private EnvironmentCredential? _credential;

    protected override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        _credential ??= Create();
        return _credential.GetTokenAsync(request, cancellationToken);
    }

    private EnvironmentCredential Create()
    {
        string[] missing = Required.Where(name => !IsSet(name)).ToArray();
        if (missing.Length > 0)
        {
            throw new SignInException($"A sign-in by environment variables lacks {string.Join(" and ", missing)}.");
        }

        bool hasCredential = IsSet("AZURE_CLIENT_SECRET") || IsSet("AZURE_CLIENT_CERTIFICATE_PATH")
            || (IsSet("AZURE_USERNAME") && IsSet("AZURE_PASSWORD"));
        if (!hasCredential)
        {
            throw new SignInException("A sign-in by environment variables needs AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH.");
        }

        if (Environment.GetEnvironmentVariable("AZURE_CLIENT_CERTIFICATE_PATH") is { Length: > 0 } certificate
            && !IsSet("AZURE_CLIENT_SECRET"))
        {
            CertificateLoader.CheckFile(certificate);
        }

        return new EnvironmentCredential(Configure(
            new EnvironmentCredentialOptions { DisableInstanceDiscovery = true },
            CloudAuthority.OfEnvironment(Options)));
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}

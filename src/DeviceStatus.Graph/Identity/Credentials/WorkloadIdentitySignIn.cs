using Azure.Core;
using Azure.Identity;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Signs in an application with the federated token in a file.</summary>
internal sealed class WorkloadIdentitySignIn(SignInOptions options) : AzureSignIn(options)
{
    private WorkloadIdentityCredential? _credential;

    protected override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        _credential ??= Create();
        return _credential.GetTokenAsync(request, cancellationToken);
    }

    private WorkloadIdentityCredential Create()
    {
        string tenant = Find(Options.TenantId, "AZURE_TENANT_ID", "a tenant");
        string client = Find(Options.ClientId, "AZURE_CLIENT_ID", "a client id");
        string file = Find(Options.FederatedTokenFile, "AZURE_FEDERATED_TOKEN_FILE", "a file with the federated token");
        SignInChecks.CheckName(tenant, "tenant", "a GUID or a domain such as contoso.onmicrosoft.com");
        SignInChecks.CheckName(client, "client id", "the GUID of an app registration");
        if (!File.Exists(file))
        {
            throw new SignInException($"The file of the federated token, '{file}', does not exist: workload identity is not set up "
                + "on this machine.");
        }

        if (!RegularFile.HasContent(file))
        {
            throw new SignInException($"The file of the federated token, '{file}', is empty, or is no regular file.");
        }

        return new WorkloadIdentityCredential(Configure(
            new WorkloadIdentityCredentialOptions
            {
                TenantId = tenant,
                ClientId = client,
                TokenFilePath = file,
                DisableInstanceDiscovery = true,
            },
            CloudAuthority.OfEnvironment(Options)));
    }

    private static string Find(string? given, string variable, string what)
    {
        string? value = string.IsNullOrWhiteSpace(given) ? Environment.GetEnvironmentVariable(variable) : given;
        return string.IsNullOrWhiteSpace(value)
            ? throw new SignInException($"Workload identity needs {what}: give it, or set the environment variable {variable}.")
            : value;
    }
}

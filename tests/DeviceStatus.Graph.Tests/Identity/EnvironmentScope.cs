namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Sets variables and puts them back; whatever the machine has of Azure's is out of the way meanwhile.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    private static readonly string[] Azure =
    [
        "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "AZURE_POD_IDENTITY_AUTHORITY_HOST",
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
        "AZURE_REGIONAL_AUTHORITY_NAME", "MSAL_FORCE_REGION", "REGION_NAME",
    ];

    private readonly Dictionary<string, string?> _before = [];

    internal EnvironmentScope(params (string Name, string? Value)[] variables)
    {
        foreach (string name in Azure)
        {
            Set(name, null);
        }

        foreach ((string name, string? value) in variables)
        {
            Set(name, value);
        }
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}

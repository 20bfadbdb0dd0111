namespace DeviceStatus.Graph.Identity;

/// <summary>The methods to sign in, one for each parameter set of <c>Connect-DeviceStatus</c>.</summary>
public enum SignInMethod
{
    /// <summary>A person signs in with the browser of this machine.</summary>
    Interactive,

    /// <summary>A person signs in on any device with a short code.</summary>
    DeviceCode,

    /// <summary>An application with a client secret.</summary>
    ClientSecret,

    /// <summary>An application with a certificate: an object, one of the certificate store, or a PFX or PEM file.</summary>
    Certificate,

    /// <summary>The managed identity of the Azure resource that the code runs on, system or user assigned.</summary>
    ManagedIdentity,

    /// <summary>An application that exchanges the federated token in a file, as in Kubernetes.</summary>
    WorkloadIdentity,

    /// <summary>What the <c>AZURE_*</c> environment variables describe.</summary>
    EnvironmentVariable,

    /// <summary>The account that is signed in to Azure CLI or Azure PowerShell.</summary>
    AzureLogin,

    /// <summary>A token from the caller; it cannot be renewed.</summary>
    AccessToken,

    /// <summary>The sandbox in this process, which accepts any token.</summary>
    Sandbox,
}

using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using DeviceStatus.Binding;
using DeviceStatus.Connections;

namespace DeviceStatus.Commands;

/// <summary>Opens a connection to Microsoft Graph, or to the sandbox, and makes it the default.</summary>
[Cmdlet(VerbsCommunications.Connect, "DeviceStatus", DefaultParameterSetName = SignInSets.Interactive,
    HelpUri = HelpLinks.Base + "Connect-DeviceStatus.md")]
[OutputType(typeof(Connection))]
public sealed class ConnectDeviceStatusCommand : ConnectCommandBase
{
    /// <summary>Signs in with a code that is entered on another device.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.DeviceCode, HelpMessage = HelpMessages.UseDeviceCode)]
    public SwitchParameter UseDeviceCode { get; set; }

    /// <summary>The client id as user name and the client secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.ClientSecret, HelpMessage = HelpMessages.ClientSecretCredential)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [Credential]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>A certificate with its private key.</summary>
    [Parameter(ParameterSetName = SignInSets.Certificate)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The thumbprint of a certificate in the personal store of the user or of the machine.</summary>
    [Parameter(ParameterSetName = SignInSets.Certificate, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [BlankAsNotGiven]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A PFX file, or a PEM file with certificate and private key.</summary>
    [Parameter(ParameterSetName = SignInSets.Certificate, ValueFromPipelineByPropertyName = true)]
    [BlankAsNotGiven]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the file.</summary>
    [Parameter(ParameterSetName = SignInSets.Certificate)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [SecretTransformation]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Sends the certificate chain, which subject name and issuer authentication requires.</summary>
    [Parameter(ParameterSetName = SignInSets.Certificate)]
    public SwitchParameter SendCertificateChain { get; set; }

    /// <summary>Signs in with the managed identity of the machine; -ClientId names a user-assigned one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.Identity, HelpMessage = HelpMessages.Identity)]
    public SwitchParameter Identity { get; set; }

    /// <summary>Signs in with a federated token. Values that are not given are read from the AZURE_* variables.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.WorkloadIdentity, HelpMessage = HelpMessages.WorkloadIdentity)]
    public SwitchParameter WorkloadIdentity { get; set; }

    /// <summary>The file that holds the federated token.</summary>
    [Parameter(ParameterSetName = SignInSets.WorkloadIdentity, ValueFromPipelineByPropertyName = true)]
    [BlankAsNotGiven]
    public string? FederatedTokenFile { get; set; }

    /// <summary>Signs in as the AZURE_* environment variables describe.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.EnvironmentVariable, HelpMessage = HelpMessages.EnvironmentVariable)]
    public SwitchParameter EnvironmentVariable { get; set; }

    /// <summary>Signs in with the account of Azure CLI or Azure PowerShell.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.AzureLogin, HelpMessage = HelpMessages.UseAzureLogin)]
    public SwitchParameter UseAzureLogin { get; set; }

    /// <summary>An access token; it is used until it expires.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.AccessToken, HelpMessage = HelpMessages.AccessToken)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [SecretTransformation]
    public SecureString? AccessToken { get; set; }

    /// <summary>Connects to a simulated Graph in this process, without a tenant or network.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.Sandbox, HelpMessage = HelpMessages.Sandbox)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>A file for the state of the sandbox.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    public string? SandboxPath { get; set; }

    /// <summary>The time that the sandbox takes for each request. A bare number is in milliseconds.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation(Unit = DurationUnit.Milliseconds)]
    public TimeSpan? SandboxLatency { get; set; }

    /// <summary>
    /// The longest time that the sandbox takes for a request; each takes a random time between -SandboxLatency and this. A bare number is
    /// milliseconds.
    /// </summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation(Unit = DurationUnit.Milliseconds)]
    public TimeSpan? SandboxMaxLatency { get; set; }

    /// <summary>
    /// The number of writes that the sandbox accepts in 20 s before it responds with 429; the published limit of the service is 100.
    /// </summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int SandboxWriteLimit { get; set; }

    /// <summary>The share of requests, 0 to 1, that the sandbox throttles, temporarily refuses or interrupts.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(0.0, 1.0)]
    public double SandboxFaultRate { get; set; }

    /// <summary>The faults of the sandbox by rule, each a hashtable such as @{ StatusCode = 503; Share = 0.1; RetryAfter = 2 }.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNullOrEmpty]
    public Hashtable[]? SandboxFault { get; set; }

    /// <summary>The permissions that the sandbox grants; calls that need another one are refused with 403. Default: all.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[]? SandboxPermission { get; set; }

    /// <summary>
    /// The day whose statuses the sandbox starts with. Default: 1. On each later day some devices have failed or recovered, and some were
    /// added or removed.
    /// </summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, 366)]
    public int SandboxDay { get; set; } = 1;

    /// <summary>Names or ids of policies whose statuses the sandbox refuses with 403.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? SandboxDeniedPolicy { get; set; }

    /// <summary>Makes the sandbox end the status list of each policy after half of the statuses, as the service sometimes does.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    public SwitchParameter SandboxShortList { get; set; }

    /// <summary>Undocumented behavior of Intune's reports that the sandbox simulates.</summary>
    [Parameter(ParameterSetName = SignInSets.Sandbox)]
    [ValidateSet(
        "StatusCollectionRemoved",
        "FilterIgnored",
        "PagingIgnored",
        "NumbersOnly",
        "ColumnsReordered",
        "SelectRefused",
        "AddressExpired",
        "JobFailed",
        "JobRateLimited",
        "ActionRemoved")]
    public string[]? SandboxReportBehavior { get; set; }

    /// <summary>The tenant: a GUID or a domain.</summary>
    [Parameter(ParameterSetName = SignInSets.Interactive, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = SignInSets.DeviceCode, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.ClientSecret, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.TenantId)]
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.Certificate, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.TenantId)]
    [Parameter(ParameterSetName = SignInSets.WorkloadIdentity, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public string? TenantId { get; set; }

    /// <summary>The application (client) id.</summary>
    [Parameter(ParameterSetName = SignInSets.Interactive, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = SignInSets.DeviceCode, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = SignInSets.Certificate, ValueFromPipelineByPropertyName = true,
        HelpMessage = HelpMessages.ClientId)]
    [Parameter(ParameterSetName = SignInSets.Identity, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = SignInSets.WorkloadIdentity, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public string? ClientId { get; set; }

    /// <summary>
    /// The permissions to request. Default: the least for reading. Updates need the ReadWrite permissions, see Get-DeviceStatusPermission.
    /// </summary>
    [Parameter(ParameterSetName = SignInSets.Interactive)]
    [Parameter(ParameterSetName = SignInSets.DeviceCode)]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[]? Scopes { get; set; }

    /// <summary>
    /// How long a person may take to sign in. Default: 5 minutes with the browser; with a device code, until the code expires. A bare
    /// number is in seconds.
    /// </summary>
    [Parameter(ParameterSetName = SignInSets.Interactive)]
    [Parameter(ParameterSetName = SignInSets.DeviceCode)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation]
    [ValidateNotNull]
    public TimeSpan? SignInTimeout { get; set; }

    /// <inheritdoc/>
    private protected override string? TargetName => TenantId ?? Name;

    /// <inheritdoc/>
    private protected override Connection Open() => Sandbox ? new SandboxConnector(this).Open() : new GraphConnector(this).Open();
}

namespace DeviceStatus;

/// <summary>The help that PowerShell shows when it prompts for a mandatory parameter and the user types !?.</summary>
internal static class HelpMessages
{
    internal const string AccessToken = "An access token for Microsoft Graph, as a secure string.";
    internal const string ClientId = "The application (client) id of the app registration.";
    internal const string ClientSecretCredential = "A credential: the client id as user name, the client secret as password.";
    internal const string Command = "The command that the rows are meant for, such as Set-DeviceConfigurationDeviceStatus.";
    internal const string EnvironmentVariable = "Signs in with the AZURE_* environment variables.";
    internal const string Identity = "Signs in with the managed identity of this machine.";
    internal const string PolicyId = "The id of a policy. Get-DeviceStatusPolicy lists the policies with their ids.";
    internal const string ReferencePath = "The file of the earlier snapshot.";
    internal const string ReportName = "The name of a report, such as DeviceStatusesByConfigurationProfile.";
    internal const string ReportPath = "The file to write, such as report.html.";
    internal const string Sandbox = "Connects to a simulation of Graph in this process; no tenant and no network is needed.";
    internal const string SnapshotPath = "The file to write, such as today.jsonl.gz.";
    internal const string SnapshotPaths = "The files of the snapshots to read; wildcards are allowed.";
    internal const string StatusId = "The id of a status, as the Get- command of the same noun shows it.";
    internal const string TenantId = "The tenant: its id or a domain such as contoso.onmicrosoft.com.";
    internal const string UseAzureLogin = "Signs in as Azure CLI or Azure PowerShell is signed in.";
    internal const string UseDeviceCode = "Signs in with a code that is entered on another device.";
    internal const string WebhookUri = "The URL of the webhook. It begins with https://.";
    internal const string WorkloadIdentity = "Signs in with a federated token.";
}

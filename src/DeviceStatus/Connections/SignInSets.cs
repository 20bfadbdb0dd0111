namespace DeviceStatus.Connections;

/// <summary>The parameter sets of Connect-DeviceStatus, one for each sign-in method.</summary>
internal static class SignInSets
{
    internal const string Interactive = "Interactive";
    internal const string DeviceCode = "DeviceCode";
    internal const string ClientSecret = "ClientSecret";
    internal const string Certificate = "Certificate";
    internal const string Identity = "Identity";
    internal const string WorkloadIdentity = "WorkloadIdentity";
    internal const string EnvironmentVariable = "EnvironmentVariable";
    internal const string AzureLogin = "AzureLogin";
    internal const string AccessToken = "AccessToken";
    internal const string Sandbox = "Sandbox";
}

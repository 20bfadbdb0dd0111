namespace DeviceStatus.Reporting.Documents;

/// <summary>An iOS provisioning profile; when it expires, the apps that it provisions no longer start.</summary>
/// <param name="Name">The name of the policy.</param>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Id">The id of the policy.</param>
/// <param name="FileName">The file of the profile.</param>
/// <param name="ExpiresOn">When it expires.</param>
public sealed record ExpiringProfile(string? Name, string? Connection, string? Id, string? FileName, DateTimeOffset ExpiresOn);

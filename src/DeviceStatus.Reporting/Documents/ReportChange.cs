namespace DeviceStatus.Reporting.Documents;

/// <summary>A changed status in the list of a report.</summary>
public sealed record ReportChange
{
    /// <summary><c>Regressed</c>, <c>Recovered</c>, <c>Added</c>, <c>Removed</c> or <c>Changed</c>.</summary>
    public required string Change { get; init; }

    /// <summary>The name of the policy, or its id.</summary>
    public string? PolicyName { get; init; }

    /// <summary>The kind of the policy.</summary>
    public string? PolicyKind { get; init; }

    /// <summary>The name of the device, or of the user for the status of a user.</summary>
    public string? DeviceDisplayName { get; init; }

    /// <summary>User principal name.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>The value before.</summary>
    public string? Before { get; init; }

    /// <summary>The value now.</summary>
    public string? After { get; init; }

    /// <summary>The id of the policy.</summary>
    public string? PolicyId { get; init; }

    /// <summary>The id of the status.</summary>
    public string? Id { get; init; }

    /// <summary>The name of the connection.</summary>
    public string? Connection { get; init; }
}

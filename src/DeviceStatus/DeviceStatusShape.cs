namespace DeviceStatus;

// What the rows of each type hold, for completion behind a pipe (Get-... | Where-Object S<Tab>) and for the help. The rows themselves are
// made of what the service sent, under these type names, so that what it did not send is not there and what no schema knows is.

/// <summary>What every row of a policy's statuses for devices holds.</summary>
public abstract class DeviceStatusShape
{
    private protected DeviceStatusShape()
    {
    }

    /// <summary>Key of the status. An opaque text.</summary>
    public string? Id { get; }

    /// <summary>Name of the device.</summary>
    public string? DeviceDisplayName { get; }

    /// <summary>Name of the user.</summary>
    public string? UserName { get; }

    /// <summary>Model of the device.</summary>
    public string? DeviceModel { get; }

    /// <summary>Number of the device's platform. In beta only.</summary>
    public int? Platform { get; }

    /// <summary>When the grace period for compliance ends.</summary>
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; }

    /// <summary>Compliance status of the policy report.</summary>
    public string? Status { get; }

    /// <summary>When the policy report was last modified.</summary>
    public DateTimeOffset? LastReportedDateTime { get; }

    /// <summary>User principal name.</summary>
    public string? UserPrincipalName { get; }

    /// <summary>The name of the connection over which it was read.</summary>
    public string? Connection { get; }
}

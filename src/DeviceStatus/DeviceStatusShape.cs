namespace DeviceStatus;

// The *Shape classes declare the properties of the rows of each type, for completion after a pipe (Get-... | Where-Object S<Tab>) and for
// the help. A row itself is a custom object with these type names and exactly the properties that the service sent.

/// <summary>The properties of every device status of a policy.</summary>
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

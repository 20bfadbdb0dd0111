namespace DeviceStatus;

/// <summary>The properties of every user status of a policy.</summary>
public abstract class UserStatusShape
{
    private protected UserStatusShape()
    {
    }

    /// <summary>Key of the status. An opaque text.</summary>
    public string? Id { get; }

    /// <summary>Name of the user.</summary>
    public string? UserDisplayName { get; }

    /// <summary>Number of the user's devices.</summary>
    public int? DevicesCount { get; }

    /// <summary>Compliance status of the policy report.</summary>
    public string? Status { get; }

    /// <summary>When the policy report was last modified.</summary>
    public DateTimeOffset? LastReportedDateTime { get; }

    /// <summary>User principal name.</summary>
    public string? UserPrincipalName { get; }

    /// <summary>The name of the connection over which it was read.</summary>
    public string? Connection { get; }
}

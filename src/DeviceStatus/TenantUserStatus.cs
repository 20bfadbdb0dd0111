namespace DeviceStatus;

/// <summary>The properties of every object of Get-DeviceStatus -User, for completion after a pipe.</summary>
public sealed class TenantUserStatus : UserStatusShape
{
    private TenantUserStatus()
    {
    }

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; }

    /// <summary>Kind of the policy.</summary>
    public string? PolicyKind { get; }
}

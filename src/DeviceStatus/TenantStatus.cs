namespace DeviceStatus;

/// <summary>
/// The properties of every object of Get-DeviceStatus, for completion after a pipe. Objects of a kind also have the properties of its noun.
/// </summary>
public sealed class TenantStatus : DeviceStatusShape
{
    private TenantStatus()
    {
    }

    /// <summary>Name of the policy; empty for an iOS update.</summary>
    public string? PolicyName { get; }

    /// <summary>Kind of the policy, or IosUpdate.</summary>
    public string? PolicyKind { get; }
}

namespace DeviceStatus;

/// <summary>
/// What every object of Get-DeviceStatus holds, for completion behind a pipe; those of a kind also hold what its own noun holds.
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

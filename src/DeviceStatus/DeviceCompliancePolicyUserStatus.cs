namespace DeviceStatus;

/// <summary>A row of the user statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyUserStatus : UserStatusShape
{
    private DeviceCompliancePolicyUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}

namespace DeviceStatus;

/// <summary>A row of the device statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyDeviceStatus : DeviceStatusShape
{
    private DeviceCompliancePolicyDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }
}

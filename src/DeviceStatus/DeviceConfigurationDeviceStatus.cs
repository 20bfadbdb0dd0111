namespace DeviceStatus;

/// <summary>A row of the device statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationDeviceStatus : DeviceStatusShape
{
    private DeviceConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

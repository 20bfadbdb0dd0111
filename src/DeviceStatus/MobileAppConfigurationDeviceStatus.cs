namespace DeviceStatus;

/// <summary>A row of the device statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationDeviceStatus : DeviceStatusShape
{
    private MobileAppConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}

namespace DeviceStatus;

/// <summary>A row of the device statuses of an iOS line-of-business app provisioning configuration.</summary>
public sealed class IosLobAppProvisioningConfigurationDeviceStatus : DeviceStatusShape
{
    private IosLobAppProvisioningConfigurationDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? IosLobAppProvisioningConfigurationId { get; }
}

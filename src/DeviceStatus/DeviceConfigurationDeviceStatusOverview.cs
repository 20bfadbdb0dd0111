namespace DeviceStatus;

/// <summary>The counts of the device statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationDeviceStatusOverview : OverviewShape
{
    private DeviceConfigurationDeviceStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

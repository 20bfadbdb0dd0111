namespace DeviceStatus;

/// <summary>The counts of the device statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationDeviceStatusSummary : OverviewShape
{
    private MobileAppConfigurationDeviceStatusSummary()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

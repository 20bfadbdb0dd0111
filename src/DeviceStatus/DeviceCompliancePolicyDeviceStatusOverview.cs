namespace DeviceStatus;

/// <summary>The counts of the device statuses of a compliance policy.</summary>
public sealed class DeviceCompliancePolicyDeviceStatusOverview : OverviewShape
{
    private DeviceCompliancePolicyDeviceStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceCompliancePolicyId { get; }

    /// <summary>To how many the policy does not apply because of their platform. In beta only.</summary>
    public int? NotApplicablePlatformCount { get; }
}

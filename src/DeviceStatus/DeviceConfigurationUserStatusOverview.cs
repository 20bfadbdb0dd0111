namespace DeviceStatus;

/// <summary>The counts of the user statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationUserStatusOverview : OverviewShape
{
    private DeviceConfigurationUserStatusOverview()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

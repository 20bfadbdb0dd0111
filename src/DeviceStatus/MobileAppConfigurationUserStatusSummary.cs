namespace DeviceStatus;

/// <summary>The counts of the user statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationUserStatusSummary : OverviewShape
{
    private MobileAppConfigurationUserStatusSummary()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}

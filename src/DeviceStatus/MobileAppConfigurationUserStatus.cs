namespace DeviceStatus;

/// <summary>A row of the user statuses of an app configuration.</summary>
public sealed class MobileAppConfigurationUserStatus : UserStatusShape
{
    private MobileAppConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? MobileAppConfigurationId { get; }
}

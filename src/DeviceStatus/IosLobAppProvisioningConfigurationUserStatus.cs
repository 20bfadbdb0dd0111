namespace DeviceStatus;

/// <summary>A row of the user statuses of an iOS line-of-business app provisioning configuration.</summary>
public sealed class IosLobAppProvisioningConfigurationUserStatus : UserStatusShape
{
    private IosLobAppProvisioningConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? IosLobAppProvisioningConfigurationId { get; }
}

namespace DeviceStatus;

/// <summary>A row of the user statuses of a device configuration profile.</summary>
public sealed class DeviceConfigurationUserStatus : UserStatusShape
{
    private DeviceConfigurationUserStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? DeviceConfigurationId { get; }
}

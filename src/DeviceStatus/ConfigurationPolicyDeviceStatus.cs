namespace DeviceStatus;

/// <summary>A device status of a settings catalog policy, as Get-DeviceStatus reads it from a report.</summary>
public sealed class ConfigurationPolicyDeviceStatus : DeviceStatusShape
{
    private ConfigurationPolicyDeviceStatus()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? ConfigurationPolicyId { get; }
}

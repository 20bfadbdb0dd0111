namespace DeviceStatus;

/// <summary>A row of the iOS update statuses.</summary>
public sealed class IosUpdateDeviceStatus : DeviceStatusShape
{
    private IosUpdateDeviceStatus()
    {
    }

    /// <summary>The install status of the update.</summary>
    public string? InstallStatus { get; }

    /// <summary>Version of iOS that the device reports.</summary>
    public string? OsVersion { get; }

    /// <summary>Id of the device.</summary>
    public string? DeviceId { get; }

    /// <summary>Id of the user.</summary>
    public string? UserId { get; }
}

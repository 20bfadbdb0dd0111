namespace DeviceStatus.Graph.Schema;

/// <summary>The published limits that apply to a resource.</summary>
public enum ThrottlingClass
{
    /// <summary>Intune device configuration: 100 writes and 1,000 requests in 20 s for an app in a tenant.</summary>
    IntuneDeviceConfiguration,

    /// <summary>Intune applications: 100 writes and 1,000 requests in 20 s for an app in a tenant.</summary>
    IntuneApplications,
}

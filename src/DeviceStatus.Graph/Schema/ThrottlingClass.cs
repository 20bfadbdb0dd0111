namespace DeviceStatus.Graph.Schema;

/// <summary>The family of published limits a resource belongs to.</summary>
public enum ThrottlingClass
{
    /// <summary>Intune device configuration: 100 writes and 1,000 requests in 20 s for an app in a tenant.</summary>
    IntuneDeviceConfiguration,

    /// <summary>Intune applications: 100 writes and 1,000 requests in 20 s for an app in a tenant.</summary>
    IntuneApplications,
}

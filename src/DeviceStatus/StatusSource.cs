namespace DeviceStatus;

/// <summary>Where the statuses of a policy are read from.</summary>
public enum StatusSource
{
    /// <summary>From the collection, and from the report where the service no longer has the collection.</summary>
    Auto = 0,

    /// <summary>From the collection of statuses below the policy.</summary>
    Collection,

    /// <summary>From Intune's reporting API.</summary>
    Report,
}

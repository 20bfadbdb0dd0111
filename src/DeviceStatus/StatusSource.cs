namespace DeviceStatus;

/// <summary>The source of the statuses of a policy.</summary>
public enum StatusSource
{
    /// <summary>The collection, or the report when the service no longer has the collection.</summary>
    Auto = 0,

    /// <summary>The collection of statuses below the policy.</summary>
    Collection,

    /// <summary>The reporting API of Intune.</summary>
    Report,
}

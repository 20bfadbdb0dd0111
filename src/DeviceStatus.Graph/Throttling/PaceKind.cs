namespace DeviceStatus.Graph.Throttling;

/// <summary>The kind of request of a permit.</summary>
public enum PaceKind
{
    /// <summary>A read; counts against the quota of all requests.</summary>
    Read,

    /// <summary>A write; counts against both quotas.</summary>
    Write,
}

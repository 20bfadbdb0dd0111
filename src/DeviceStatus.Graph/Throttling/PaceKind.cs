namespace DeviceStatus.Graph.Throttling;

/// <summary>What a permit is for.</summary>
public enum PaceKind
{
    /// <summary>A read; counts against the quota of all requests.</summary>
    Read,

    /// <summary>A write; counts against both quotas.</summary>
    Write,
}

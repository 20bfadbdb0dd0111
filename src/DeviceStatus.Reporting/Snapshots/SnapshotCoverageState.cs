namespace DeviceStatus.Reporting.Snapshots;

/// <summary>How much of a policy's statuses was read.</summary>
public enum SnapshotCoverageState
{
    /// <summary>Nothing is known about it.</summary>
    Unknown,

    /// <summary>Every status was read.</summary>
    Complete,

    /// <summary>Some statuses are missing.</summary>
    Partial,

    /// <summary>None could be read.</summary>
    Failed,
}

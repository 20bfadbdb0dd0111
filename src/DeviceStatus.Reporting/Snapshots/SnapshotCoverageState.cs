namespace DeviceStatus.Reporting.Snapshots;

/// <summary>How completely the statuses of a policy were read.</summary>
public enum SnapshotCoverageState
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Every status was read.</summary>
    Complete,

    /// <summary>Some statuses are missing.</summary>
    Partial,

    /// <summary>No status could be read.</summary>
    Failed,
}

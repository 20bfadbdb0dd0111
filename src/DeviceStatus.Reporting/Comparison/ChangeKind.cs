namespace DeviceStatus.Reporting.Comparison;

/// <summary>The change of a status between two snapshots.</summary>
public enum ChangeKind
{
    /// <summary>It failed or is in conflict, and was not before.</summary>
    Regressed,

    /// <summary>It is compliant again after it had failed or been in conflict.</summary>
    Recovered,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It no longer exists, and all statuses of its policy were read.</summary>
    Removed,

    /// <summary>Another property changed.</summary>
    Changed,
}

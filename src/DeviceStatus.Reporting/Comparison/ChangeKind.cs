namespace DeviceStatus.Reporting.Comparison;

/// <summary>What became of a status between two snapshots.</summary>
public enum ChangeKind
{
    /// <summary>It failed or came into conflict, and had not before.</summary>
    Regressed,

    /// <summary>It is in order, and had failed or been in conflict before.</summary>
    Recovered,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone, although all statuses of its policy were read.</summary>
    Removed,

    /// <summary>Something else about it changed.</summary>
    Changed,
}

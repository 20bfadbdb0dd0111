namespace DeviceStatus;

/// <summary>How completely the statuses of a policy were read.</summary>
public enum CoverageState
{
    /// <summary>The list was read to its end, and has as many statuses as its overview, if there is one.</summary>
    Complete,

    /// <summary>Some statuses were read and others are missing.</summary>
    Partial,

    /// <summary>No status was read. This does not mean that there are none.</summary>
    Failed,
}

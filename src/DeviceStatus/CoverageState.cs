namespace DeviceStatus;

/// <summary>How completely the statuses of a policy were read.</summary>
public enum CoverageState
{
    /// <summary>The list was read to its end and holds what the overview counts, where there is one.</summary>
    Complete,

    /// <summary>Some statuses were read and others are missing.</summary>
    Partial,

    /// <summary>Nothing was read; this does not mean that there is nothing.</summary>
    Failed,
}

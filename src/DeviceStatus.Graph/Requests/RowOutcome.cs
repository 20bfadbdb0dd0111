namespace DeviceStatus.Graph.Requests;

/// <summary>The outcome of a row.</summary>
public enum RowOutcome
{
    /// <summary>The row has not ended.</summary>
    Pending = 0,

    /// <summary>The service processed the row successfully.</summary>
    Done,

    /// <summary>The service or a local check refused the row; nothing was changed.</summary>
    Failed,

    /// <summary>
    /// The run ended before the row was sent, or before it was sent again after a response that proves that nothing was changed.
    /// </summary>
    NotSent,

    /// <summary>The row was sent, and it is not known whether the service processed it.</summary>
    Unknown,

    /// <summary>An earlier run with the same journal had processed the row.</summary>
    Skipped,
}

namespace DeviceStatus.Graph.Requests;

/// <summary>How a row ended.</summary>
public enum RowOutcome
{
    /// <summary>Not ended yet.</summary>
    Pending = 0,

    /// <summary>The service did it.</summary>
    Done,

    /// <summary>The service, or a check before it, refused; nothing was done.</summary>
    Failed,

    /// <summary>
    /// The run ended before the row was sent, or before it was sent again after an answer that proves that nothing was done.
    /// </summary>
    NotSent,

    /// <summary>It was sent, and nobody can say whether it was done.</summary>
    Unknown,

    /// <summary>An earlier run with the same journal had done it.</summary>
    Skipped,
}

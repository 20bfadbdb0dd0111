namespace DeviceStatus.Graph.Journal;

/// <summary>The state of a row after earlier runs.</summary>
internal enum JournalState
{
    /// <summary>The row was not sent, or it was refused and nothing was changed.</summary>
    Open,

    /// <summary>The row was sent, and its outcome is not known.</summary>
    InDoubt,

    /// <summary>The row is done.</summary>
    Done,
}

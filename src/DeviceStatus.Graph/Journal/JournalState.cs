namespace DeviceStatus.Graph.Journal;

/// <summary>The state of a row after earlier runs.</summary>
internal enum JournalState
{
    /// <summary>It was not sent, or it was refused and nothing was done.</summary>
    Open,

    /// <summary>It was sent, and its outcome is not known.</summary>
    InDoubt,

    /// <summary>It is done.</summary>
    Done,
}

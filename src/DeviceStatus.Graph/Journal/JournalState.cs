namespace DeviceStatus.Graph.Journal;

/// <summary>What an earlier run left of a row.</summary>
internal enum JournalState
{
    /// <summary>Nothing: it never left, or it was refused and nothing was done.</summary>
    Open,

    /// <summary>It left, and its outcome is not known.</summary>
    InDoubt,

    /// <summary>It is done.</summary>
    Done,
}

namespace DeviceStatus.Graph.Batching;

/// <summary>What the next request of a row does.</summary>
internal enum RowStep
{
    /// <summary>Sends the row's own request.</summary>
    Send,

    /// <summary>Reads the object of a write whose outcome is in doubt, to learn whether the write was done.</summary>
    LookUp,

    /// <summary>Reads the object of a write that is done, to return it.</summary>
    ReadBack,

    /// <summary>Waits for a read of the collection, which shows whether a POST in doubt was done.</summary>
    Scan,
}

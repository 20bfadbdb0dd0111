namespace DeviceStatus.Connections;

/// <summary>The connections that one pipeline opened. Guarded by the lock of <see cref="ConnectionStore"/>.</summary>
internal sealed class ConnectionGroup
{
    /// <summary>The open connections, in the order in which they were opened.</summary>
    internal List<Connection> Connections { get; } = [];

    /// <summary>Whether the pipeline had more than one row, even if not every row could be connected.</summary>
    internal bool IsSeveral { get; set; }

    /// <summary>Whether the pipeline has ended.</summary>
    internal bool IsComplete { get; set; }
}

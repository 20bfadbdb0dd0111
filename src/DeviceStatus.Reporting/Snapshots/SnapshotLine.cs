namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A status as a line, with its sort key.</summary>
/// <param name="Key">The sort key.</param>
/// <param name="Bytes">The line without its end.</param>
internal readonly record struct SnapshotLine(string Key, byte[] Bytes)
{
    /// <summary>Compares by key, then by bytes, so that the order does not depend on the input order.</summary>
    internal static Comparer<SnapshotLine> Order { get; } = Comparer<SnapshotLine>.Create((left, right) =>
        string.CompareOrdinal(left.Key, right.Key) is not 0 and int order ? order : left.Bytes.AsSpan().SequenceCompareTo(right.Bytes));
}

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A status as a line, with what it is sorted by.</summary>
/// <param name="Key">The sort key.</param>
/// <param name="Bytes">The line without its end.</param>
internal readonly record struct SnapshotLine(string Key, byte[] Bytes)
{
    /// <summary>By key, and lines with one key by their bytes, so that the order never depends on the order of the input.</summary>
    internal static Comparer<SnapshotLine> Order { get; } = Comparer<SnapshotLine>.Create((left, right) =>
        string.CompareOrdinal(left.Key, right.Key) is not 0 and int order ? order : left.Bytes.AsSpan().SequenceCompareTo(right.Bytes));
}

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The limits of a downloaded report, so that no file can fill the disk or the memory.</summary>
public sealed record ReportLimits
{
    /// <summary>The largest zip file, in bytes. Default: 1 GiB.</summary>
    public long MaxCompressedBytes { get; init; } = 1L << 30;

    /// <summary>The largest CSV file after decompression, in bytes. Default: 16 GiB.</summary>
    public long MaxBytes { get; init; } = 16L << 30;

    /// <summary>
    /// The maximum number of rows to read page by page from a report action; for more rows an export job is used. Default: 10,000.
    /// </summary>
    public int MaxActionRows { get; init; } = 10_000;

    /// <summary>The longest cell, in characters. Default: 1 Mi.</summary>
    public int MaxCellLength { get; init; } = 1 << 20;
}

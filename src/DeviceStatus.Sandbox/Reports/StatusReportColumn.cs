namespace DeviceStatus.Sandbox.Reports;

/// <summary>A column of a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value of a status, as text.</param>
internal sealed record StatusReportColumn(string Name, Func<StatusReportRow, string?> Value)
{
    /// <summary>Whether the value is a number; a report action sends it as one.</summary>
    internal bool IsNumber { get; init; }
}

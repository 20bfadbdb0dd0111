namespace DeviceStatus.Sandbox.Reports;

/// <summary>A column of a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Returns the value of a status as text.</param>
internal sealed record StatusReportColumn(string Name, Func<StatusReportRow, string?> Value)
{
    /// <summary>Whether a report action sends the value as a number.</summary>
    internal bool IsNumber { get; init; }
}

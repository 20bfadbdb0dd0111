using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Documents;

/// <summary>The figures of one tenant, or of all.</summary>
/// <param name="name">The name of the connection; <see langword="null"/> for all tenants.</param>
/// <param name="options">The options with the point in time from which grace periods are counted.</param>
internal sealed class TenantFigures(string? name, ReportOptions options)
{
    /// <summary>The name of the connection.</summary>
    internal string? Name { get; } = name;

    /// <summary>The counts.</summary>
    internal StatusSummary Summary { get; } = new(options.GeneratedOn, options.GraceDays);

    /// <summary>The rows that are listed.</summary>
    internal ReportHighlights Highlights { get; } = new(options.GeneratedOn, options.GraceDays);

    internal void Add(ReportRow row)
    {
        Summary.Add(row);
        Highlights.Add(row);
    }
}

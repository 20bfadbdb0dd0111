namespace DeviceStatus.Reporting.Documents;

/// <summary>What kind of file a report is.</summary>
public enum ReportFormat
{
    /// <summary>One page for a browser.</summary>
    Html,

    /// <summary>Text for a wiki, an issue or a job summary.</summary>
    Markdown,

    /// <summary>Data for programs.</summary>
    Json,

    /// <summary>A table for Excel.</summary>
    Csv,
}

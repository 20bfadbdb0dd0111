namespace DeviceStatus.Reporting.Documents;

/// <summary>The file format of a report.</summary>
public enum ReportFormat
{
    /// <summary>A page for a browser.</summary>
    Html,

    /// <summary>Text for a wiki, an issue or a job summary.</summary>
    Markdown,

    /// <summary>Data for programs.</summary>
    Json,

    /// <summary>A table for Excel.</summary>
    Csv,
}

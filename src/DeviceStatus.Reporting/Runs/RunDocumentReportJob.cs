namespace DeviceStatus.Reporting.Runs;

/// <summary>An export job of a report.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Report">The name of the report.</param>
/// <param name="Id">The id of the job.</param>
public sealed record RunDocumentReportJob(string Connection, string Report, string Id);

namespace DeviceStatus;

/// <summary>An export job of a run of Get-DeviceStatus.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Report">The name of the report.</param>
/// <param name="Id">The id of the job; <c>-JobId</c> takes it.</param>
public sealed record ReportJob(string Connection, string Report, string Id);

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The state of an export job at the service.</summary>
public enum ExportJobStatus
{
    /// <summary>The service sent no state, or one that this module does not know.</summary>
    Unknown = 0,

    /// <summary>The job waits.</summary>
    NotStarted = 1,

    /// <summary>The job runs.</summary>
    InProgress = 2,

    /// <summary>The file is ready.</summary>
    Completed = 3,

    /// <summary>The job failed.</summary>
    Failed = 4,
}

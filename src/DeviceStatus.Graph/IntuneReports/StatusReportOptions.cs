namespace DeviceStatus.Graph.IntuneReports;

/// <summary>How a <see cref="StatusReportReader"/> reads.</summary>
internal sealed record StatusReportOptions
{
    /// <summary>How export jobs are polled, and how much is accepted.</summary>
    internal ExportJobOptions Jobs { get; init; } = new();

    /// <summary>The tenant, the app and the account; within it, a job that was not read to its end is continued.</summary>
    internal required string Scope { get; init; }

    /// <summary>Export jobs of an earlier run.</summary>
    internal IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Whether the rows of every policy are read, without a filter.</summary>
    internal bool ReadsAll { get; init; }

    /// <summary>Takes the number of rows that the report counts, where it does.</summary>
    internal Action<long>? OnTotal { get; init; }

    /// <summary>Takes the state of the export job after each poll.</summary>
    internal Action<ExportJob>? OnPoll { get; init; }

    /// <summary>Takes the id of the export job as soon as it is known.</summary>
    internal Action<string>? OnJob { get; init; }
}

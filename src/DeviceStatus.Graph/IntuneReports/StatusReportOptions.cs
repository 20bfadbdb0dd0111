namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The options of a <see cref="StatusReportReader"/>.</summary>
internal sealed record StatusReportOptions
{
    /// <summary>The options of export jobs.</summary>
    internal ExportJobOptions Jobs { get; init; } = new();

    /// <summary>The tenant, the app and the account for which unfinished jobs are continued.</summary>
    internal required string Scope { get; init; }

    /// <summary>Export jobs of an earlier run.</summary>
    internal IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Whether the rows of every policy are read, without a filter.</summary>
    internal bool ReadsAll { get; init; }

    /// <summary>Receives the number of rows of the report, if the report states it.</summary>
    internal Action<long>? OnTotal { get; init; }

    /// <summary>Receives the state of the export job after each poll.</summary>
    internal Action<ExportJob>? OnPoll { get; init; }

    /// <summary>Receives the id of the export job as soon as it is known.</summary>
    internal Action<string>? OnJob { get; init; }
}

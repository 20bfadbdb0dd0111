namespace DeviceStatus.Reporting;

/// <summary>
/// One line of a report: a status as the service lists it, or a row of a run or a journal. Unknown values are <see langword="null"/>.
/// </summary>
public sealed record ReportRow
{
    /// <summary>The noun of the resource, e.g. <c>IosUpdateDeviceStatus</c>.</summary>
    public string? Noun { get; init; }

    /// <summary>
    /// The number of statuses that the row represents: 1, the count of a state in an overview, or 0 for a removed status.
    /// </summary>
    public int Count { get; init; } = 1;

    /// <summary>The name of the connection of the status.</summary>
    public string? Connection { get; init; }

    /// <summary>The kind of the policy, e.g. <c>DeviceCompliancePolicy</c>.</summary>
    public string? PolicyKind { get; init; }

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; init; }

    /// <summary>Id of the policy or configuration that the status belongs to.</summary>
    public string? ParentId { get; init; }

    /// <summary>Id of the status.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the device.</summary>
    public string? DeviceDisplayName { get; init; }

    /// <summary>Name of the user.</summary>
    public string? UserName { get; init; }

    /// <summary>User principal name.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Model of the device.</summary>
    public string? DeviceModel { get; init; }

    /// <summary>Version of the operating system that the device reports.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Compliance status, e.g. <c>nonCompliant</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The install status of an update, e.g. <c>downloading</c>.</summary>
    public string? InstallStatus { get; init; }

    /// <summary>When the grace period ends. The last moment of the year 9999 means never; the year 1 counts as not stated.</summary>
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; init; }

    /// <summary>When the status was last reported. The year 1 counts as not stated.</summary>
    public DateTimeOffset? LastReportedDateTime { get; init; }

    /// <summary>
    /// The change of the status since the reference snapshot: <c>Added</c>, <c>Removed</c>, <c>Regressed</c>, <c>Recovered</c> or
    /// <c>Changed</c>.
    /// </summary>
    public string? Change { get; init; }

    /// <summary>The value in the reference snapshot, if it differs.</summary>
    public string? Before { get; init; }

    /// <summary>Number of the row in the input of the run, from 1.</summary>
    public int? Row { get; init; }

    /// <summary>The operation of the row, e.g. <c>Update</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The outcome of the row: <c>Done</c>, <c>Failed</c>, <c>NotSent</c>, <c>Unknown</c> or <c>Skipped</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The stable id of the error, e.g. <c>GraphNotFound</c>.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The reason why the row failed.</summary>
    public string? Reason { get; init; }
}

namespace DeviceStatus.Reporting;

/// <summary>
/// One line of a report: a status as the service lists it, or a row of a run or a journal. What is not known stays <see langword="null"/>.
/// </summary>
public sealed record ReportRow
{
    /// <summary>The noun of the resource, e.g. <c>IosUpdateDeviceStatus</c>.</summary>
    public string? Noun { get; init; }

    /// <summary>How many statuses the row stands for: 1, the count of a state in an overview, or 0 for a status that is gone.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The name of the connection that the status was read through.</summary>
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

    /// <summary>How far the installation of an update came, e.g. <c>downloading</c>.</summary>
    public string? InstallStatus { get; init; }

    /// <summary>When the grace period ends. The last moment of the year 9999 means never; the year 1 counts as not stated.</summary>
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; init; }

    /// <summary>When the status was last reported. The year 1 counts as not stated.</summary>
    public DateTimeOffset? LastReportedDateTime { get; init; }

    /// <summary>
    /// What became of the status since the reference snapshot: <c>Added</c>,
    /// <c>Removed</c>, <c>Regressed</c>, <c>Recovered</c> or <c>Changed</c>.
    /// </summary>
    public string? Change { get; init; }

    /// <summary>The value in the reference snapshot, where it differs.</summary>
    public string? Before { get; init; }

    /// <summary>Number of the row in the input of the run, from 1.</summary>
    public int? Row { get; init; }

    /// <summary>What the run was to do with the row, e.g. <c>Update</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>How the row ended: <c>Done</c>, <c>Failed</c>, <c>NotSent</c>, <c>Unknown</c> or <c>Skipped</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The stable id of the error, e.g. <c>GraphNotFound</c>.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Why the row failed, in words.</summary>
    public string? Reason { get; init; }
}

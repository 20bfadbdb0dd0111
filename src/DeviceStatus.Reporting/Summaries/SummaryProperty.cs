namespace DeviceStatus.Reporting.Summaries;

/// <summary>The properties that a summary counts by.</summary>
public enum SummaryProperty
{
    /// <summary>Outcome of the rows of a run.</summary>
    Outcome,

    /// <summary>Compliance status.</summary>
    Status,

    /// <summary>Install status of an update.</summary>
    InstallStatus,

    /// <summary>Model of the device.</summary>
    DeviceModel,

    /// <summary>Version of the operating system.</summary>
    OsVersion,

    /// <summary>Noun of the resource.</summary>
    Noun,

    /// <summary>When the grace period ends: <c>Ended</c>, <c>Within N days</c>, <c>Later</c> or <c>Never</c>.</summary>
    GracePeriod,

    /// <summary>Reason of failed rows.</summary>
    Failure,

    /// <summary>Name of the policy, the one with the most failures first.</summary>
    Policy,

    /// <summary>Name of the connection, which identifies the tenant.</summary>
    Connection,

    /// <summary>Change of the status since the reference snapshot.</summary>
    Change,

    /// <summary>
    /// Name of the device, the one with the most failures first. Counted by name only, so it is left out unless it is requested.
    /// </summary>
    Device,
}

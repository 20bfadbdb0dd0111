namespace DeviceStatus.Reporting.Documents;

/// <summary>The options of a report.</summary>
public sealed record ReportOptions
{
    /// <summary>The heading and the title of the window.</summary>
    public string Title { get; init; } = "Device status";

    /// <summary>The point in time of the report, from which grace periods are counted. Shown in UTC.</summary>
    public required DateTimeOffset GeneratedOn { get; init; }

    /// <summary>The source of the rows, e.g. the name of a connection or of a journal, or <see langword="null"/> to show none.</summary>
    public string? Source { get; init; }

    /// <summary>The number of days within which the end of a grace period counts as soon; 0 to 3650.</summary>
    public int GraceDays { get; init; } = GracePeriod.DefaultDays;

    /// <summary>The number of days within which the expiry of an iOS provisioning profile counts as soon.</summary>
    public int ExpiryDays { get; init; } = 60;
}

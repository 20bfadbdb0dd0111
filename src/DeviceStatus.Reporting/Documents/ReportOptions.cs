namespace DeviceStatus.Reporting.Documents;

/// <summary>What stands at the head of a report.</summary>
public sealed record ReportOptions
{
    /// <summary>The heading and the title of the window.</summary>
    public string Title { get; init; } = "Device status";

    /// <summary>The moment the report is about; grace periods are counted from it. Shown in UTC.</summary>
    public required DateTimeOffset GeneratedOn { get; init; }

    /// <summary>Where the rows come from, e.g. the name of a connection or of a journal; <see langword="null"/> shows nothing.</summary>
    public string? Source { get; init; }

    /// <summary>How many days ahead a grace period counts as running out soon; 0 to 3650.</summary>
    public int GraceDays { get; init; } = GracePeriod.DefaultDays;

    /// <summary>How many days ahead an iOS provisioning profile counts as expiring soon.</summary>
    public int ExpiryDays { get; init; } = 60;
}

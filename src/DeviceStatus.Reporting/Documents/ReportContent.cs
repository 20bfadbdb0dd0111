namespace DeviceStatus.Reporting.Documents;

/// <summary>
/// What a report is made of. Rows are read once, as they come; the lists
/// are read after the last row, so that they can be filled until then.
/// </summary>
public sealed class ReportContent
{
    /// <summary>The rows.</summary>
    public required IAsyncEnumerable<ReportRow> Rows { get; init; }

    /// <summary>The statuses of the reference that are gone; they are no rows, and count nowhere but among the changes.</summary>
    public IEnumerable<ReportRow> Gone { get; init; } = [];

    /// <summary>What changed since the reference; <see langword="null"/> without a reference.</summary>
    public ChangeList? Changes { get; init; }

    /// <summary>The provisioning profiles of which the report is to say when they expire.</summary>
    public IList<ExpiringProfile> Profiles { get; } = new List<ExpiringProfile>();

    /// <summary>The policies of which not every status was read.</summary>
    public IList<CoverageGap> Gaps { get; } = new List<CoverageGap>();

    /// <summary>The profiles that have expired or will soon, the first to expire first.</summary>
    /// <param name="options">The moment of the report, and how many days ahead count as soon.</param>
    /// <returns>The profiles.</returns>
    internal IReadOnlyList<ExpiringProfile> Expiring(ReportOptions options) =>
    [
        .. Profiles
            .Where(profile => profile.ExpiresOn.UtcDateTime <= options.GeneratedOn.UtcDateTime.AddDays(options.ExpiryDays))
            .Distinct()
            .OrderBy(profile => profile.ExpiresOn)
            .ThenBy(profile => profile.Name, StringComparer.Ordinal),
    ];
}

namespace DeviceStatus.Reporting.Documents;

/// <summary>
/// The content of a report. The rows are read once. The lists are read after the last row, so that they can be filled until then.
/// </summary>
public sealed class ReportContent
{
    /// <summary>The rows.</summary>
    public required IAsyncEnumerable<ReportRow> Rows { get; init; }

    /// <summary>The removed statuses of the reference. They are not rows and are counted only as changes.</summary>
    public IEnumerable<ReportRow> Gone { get; init; } = [];

    /// <summary>The changes since the reference, or <see langword="null"/> without a reference.</summary>
    public ChangeList? Changes { get; init; }

    /// <summary>The provisioning profiles whose expiry is reported.</summary>
    public IList<ExpiringProfile> Profiles { get; } = new List<ExpiringProfile>();

    /// <summary>The policies whose statuses were not read completely.</summary>
    public IList<CoverageGap> Gaps { get; } = new List<CoverageGap>();

    /// <summary>The profiles that have expired or expire soon, by date of expiry.</summary>
    /// <param name="options">The point in time of the report and the number of days that counts as soon.</param>
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

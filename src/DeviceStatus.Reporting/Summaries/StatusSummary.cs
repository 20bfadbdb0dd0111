namespace DeviceStatus.Reporting.Summaries;

/// <summary>The figures of a report, counted row by row. Keeps counts only, not the rows. Not thread-safe.</summary>
public sealed class StatusSummary
{
    /// <summary>The default number of days within which the end of a grace period counts as soon.</summary>
    public const int DefaultGraceDays = GracePeriod.DefaultDays;

    /// <summary>The maximum number of device names that are counted separately.</summary>
    private const int MaxDevices = 200_000;

    private static readonly SummaryProperty[] Words = [SummaryProperty.Outcome, SummaryProperty.Status, SummaryProperty.InstallStatus];
    private static readonly SummaryProperty[] Derived = [SummaryProperty.Failure, SummaryProperty.Policy, SummaryProperty.Device];

    private readonly GracePeriod _grace;
    private readonly Dictionary<SummaryProperty, ValueTally> _tallies =
        Enum.GetValues<SummaryProperty>().Except(Derived).ToDictionary(p => p, p => new ValueTally(p));

    private readonly PolicyTally _policies = new();
    private readonly ValueTally _devices = new(SummaryProperty.Device, MaxDevices);

    private readonly FailureTally _failures = new();
    private readonly int[] _byMeaning = new int[4];

    /// <summary>Creates an empty summary.</summary>
    /// <param name="asOf">The point in time from which grace periods are counted.</param>
    /// <param name="graceDays">The number of days that counts as soon; 0 to 3650.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of days is out of range.</exception>
    public StatusSummary(DateTimeOffset asOf, int graceDays = DefaultGraceDays)
    {
        if (graceDays is < 0 or > 3650)
        {
            throw new ArgumentOutOfRangeException(nameof(graceDays), graceDays, "Grace days must be from 0 to 3650.");
        }

        AsOf = asOf;
        GraceDays = graceDays;
        _grace = new GracePeriod(asOf, graceDays);
    }

    /// <summary>The point in time from which grace periods are counted.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>The number of days that counts as soon.</summary>
    public int GraceDays { get; }

    /// <summary>The number of statuses or rows counted; a row of an overview counts as the number that it represents.</summary>
    public int Rows { get; private set; }

    /// <summary>The number of rows whose grace period ends within <see cref="GraceDays"/>.</summary>
    public int GraceEndingSoon => _tallies[SummaryProperty.GracePeriod].CountOf(_grace.Soon);

    /// <summary>The number of rows that failed, were not sent, or have an unknown outcome.</summary>
    public int Failed => _failures.Count;

    /// <summary>The statuses by policy, the one with the most failures first; empty if no row has a policy.</summary>
    public IReadOnlyList<PolicyCount> Policies => _policies.HasPolicies ? _policies.ToCounts() : [];

    /// <summary>The number of statuses that are in conflict with another policy.</summary>
    public int Conflicts => _tallies[SummaryProperty.Status].CountOf("conflict");

    /// <summary>The reasons of the failed rows: refused, then not sent, then unknown; within each the most frequent first.</summary>
    public IReadOnlyList<FailureGroup> Failures => _failures.ToGroups();

    /// <summary>Counts a row.</summary>
    /// <param name="row">The row.</param>
    public void Add(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        StatusMeaning meaning = StatusWord.Of(row);
        Rows += row.Count;
        _byMeaning[(int)meaning] += row.Count;
        Tally(SummaryProperty.Outcome, StatusWord.Canonical(row.Outcome));
        Tally(SummaryProperty.Status, StatusWord.Canonical(row.Status));
        Tally(SummaryProperty.InstallStatus, StatusWord.Canonical(row.InstallStatus));
        Tally(SummaryProperty.DeviceModel, row.DeviceModel);
        Tally(SummaryProperty.OsVersion, row.OsVersion);
        Tally(SummaryProperty.Noun, row.Noun);
        Tally(SummaryProperty.GracePeriod, _grace.Of(row.ComplianceGracePeriodExpirationDateTime));
        Tally(SummaryProperty.Connection, row.Connection);
        Tally(SummaryProperty.Change, row.Change);
        _devices.Add(row.DeviceDisplayName, meaning, row.Count);
        _policies.Add(row, meaning);
        if (Failure.Of(row) is { } failure)
        {
            _failures.Add(failure, row.Count);
        }

        void Tally(SummaryProperty property, string? value) => _tallies[property].Add(value, meaning, row.Count);
    }

    /// <summary>
    /// The number of rows with a meaning: of the outcome of a run, otherwise of the more urgent of status and install status.
    /// </summary>
    /// <param name="meaning">The meaning.</param>
    /// <returns>The number of rows.</returns>
    public int CountOf(StatusMeaning meaning) => _byMeaning[(int)meaning];

    /// <summary>The number of rows with a property.</summary>
    /// <param name="property">The property.</param>
    /// <returns>The number of rows; for <see cref="SummaryProperty.Failure"/> the rows that failed.</returns>
    public int Stated(SummaryProperty property) => property switch
    {
        SummaryProperty.Failure => Failed,
        SummaryProperty.Policy => _policies.HasPolicies ? Rows : 0,
        SummaryProperty.Device => _devices.Stated,
        _ => _tallies[property].Stated,
    };

    /// <summary>The counts by one property.</summary>
    /// <param name="property">The property.</param>
    /// <returns>One count for each value, the largest first; policies and devices with the most failures first; grace periods and failures
    /// in order of urgency; empty if no row has the property.</returns>
    public IReadOnlyList<StatusCount> Counts(SummaryProperty property)
    {
        if (property == SummaryProperty.Failure)
        {
            return [.. Failures.Select(group => ToCount(group))];
        }

        if (property == SummaryProperty.Policy)
        {
            return [.. Policies.Select(policy => new StatusCount(property, policy.Name, StatusMeaning.Unknown, policy.ByMeaning(), Rows))];
        }

        if (property == SummaryProperty.Device)
        {
            return
            [
                .. _devices.ToCounts(_ => StatusMeaning.Unknown)
                    .OrderByDescending(count => count.CountOf(StatusMeaning.Bad))
                    .ThenByDescending(count => count.CountOf(StatusMeaning.Pending)),
            ];
        }

        Func<string, StatusMeaning> meaning = Words.Contains(property) ? value => StatusWord.Of(value).Meaning
            : property == SummaryProperty.GracePeriod ? MeaningOfGrace
            : _ => StatusMeaning.Unknown;
        IReadOnlyList<StatusCount> counts = _tallies[property].ToCounts(meaning);
        return property == SummaryProperty.GracePeriod ? [.. counts.OrderBy(count => _grace.Values.ToList().IndexOf(count.Value))] : counts;
    }

    /// <summary>The counts by one property.</summary>
    /// <param name="property">The name of the property.</param>
    /// <returns>See <see cref="Counts(SummaryProperty)"/>.</returns>
    public IReadOnlyList<StatusCount> Counts(string property) => Counts(Enum.Parse<SummaryProperty>(property, ignoreCase: true));

    /// <summary>The counts by every property except the device, in the order of the properties.</summary>
    /// <returns>The counts.</returns>
    public IEnumerable<StatusCount> AllCounts() =>
        Enum.GetValues<SummaryProperty>().Where(property => property != SummaryProperty.Device).SelectMany(Counts);

    private StatusMeaning MeaningOfGrace(string value) =>
        value == _grace.Soon ? StatusMeaning.Pending : value == GracePeriod.Ended ? StatusMeaning.Bad : StatusMeaning.Unknown;

    private StatusCount ToCount(FailureGroup group)
    {
        int[] byMeaning = new int[4];
        byMeaning[(int)group.Meaning] = group.Count;
        return new StatusCount(SummaryProperty.Failure, $"{group.ErrorId}: {group.Reason}", group.Meaning, byMeaning, Failed);
    }
}

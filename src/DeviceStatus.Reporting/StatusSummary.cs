namespace DeviceStatus.Reporting;

/// <summary>The figures of a report, counted row by row. Holds counts only, never the rows. Not safe for several threads at once.</summary>
public sealed class StatusSummary
{
    /// <summary>How many days ahead a grace period counts as running out soon, unless told otherwise.</summary>
    public const int DefaultGraceDays = 14;

    private static readonly SummaryProperty[] Words = [SummaryProperty.Outcome, SummaryProperty.Status, SummaryProperty.InstallStatus];

    private readonly GracePeriod _grace;
    private readonly Dictionary<SummaryProperty, ValueTally> _tallies =
        Enum.GetValues<SummaryProperty>().Where(property => property != SummaryProperty.Failure).ToDictionary(p => p, p => new ValueTally(p));

    private readonly FailureTally _failures = new();
    private readonly int[] _byMeaning = new int[4];

    /// <summary>Starts with no rows.</summary>
    /// <param name="asOf">The moment from which grace periods are counted.</param>
    /// <param name="graceDays">How many days ahead counts as soon; 0 to 3650.</param>
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

    /// <summary>The moment from which grace periods are counted.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>How many days ahead counts as soon.</summary>
    public int GraceDays { get; }

    /// <summary>The number of rows counted.</summary>
    public int Rows { get; private set; }

    /// <summary>The number of rows whose grace period runs out from now on and within <see cref="GraceDays"/>.</summary>
    public int GraceEndingSoon => _tallies[SummaryProperty.GracePeriod].CountOf(_grace.Soon);

    /// <summary>The number of rows that failed, were not sent, or have an unknown outcome.</summary>
    public int Failed => _failures.Count;

    /// <summary>Why rows failed: first what was refused, then what was not sent, then what is unknown; in each the most frequent first.</summary>
    public IReadOnlyList<FailureGroup> Failures => _failures.ToGroups();

    /// <summary>Counts a row.</summary>
    /// <param name="row">The row.</param>
    public void Add(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        StatusMeaning meaning = StatusWord.Of(row);
        Rows++;
        _byMeaning[(int)meaning]++;
        _tallies[SummaryProperty.Outcome].Add(row.Outcome, meaning);
        _tallies[SummaryProperty.Status].Add(row.Status, meaning);
        _tallies[SummaryProperty.InstallStatus].Add(row.InstallStatus, meaning);
        _tallies[SummaryProperty.DeviceModel].Add(row.DeviceModel, meaning);
        _tallies[SummaryProperty.OsVersion].Add(row.OsVersion, meaning);
        _tallies[SummaryProperty.Noun].Add(row.Noun, meaning);
        _tallies[SummaryProperty.GracePeriod].Add(_grace.Of(row.ComplianceGracePeriodExpirationDateTime), meaning);
        if (Failure.Of(row) is { } failure)
        {
            _failures.Add(failure);
        }
    }

    /// <summary>The number of rows with a meaning: how the run ended, or else the more urgent of status and install status.</summary>
    /// <param name="meaning">The meaning.</param>
    /// <returns>The number of rows.</returns>
    public int CountOf(StatusMeaning meaning) => _byMeaning[(int)meaning];

    /// <summary>The number of rows that state a property.</summary>
    /// <param name="property">The property.</param>
    /// <returns>The number of rows; for <see cref="SummaryProperty.Failure"/> the rows that failed.</returns>
    public int Stated(SummaryProperty property) => property == SummaryProperty.Failure ? Failed : _tallies[property].Stated;

    /// <summary>The counts by one property.</summary>
    /// <param name="property">The property.</param>
    /// <returns>One count a value, the biggest first; grace periods and failures in order of urgency; nothing when no row states the property.</returns>
    public IReadOnlyList<StatusCount> Counts(SummaryProperty property)
    {
        if (property == SummaryProperty.Failure)
        {
            return [.. Failures.Select(group => ToCount(group))];
        }

        Func<string, StatusMeaning> meaning = Words.Contains(property) ? value => StatusWord.Of(value).Meaning
            : property == SummaryProperty.GracePeriod ? MeaningOfGrace
            : _ => StatusMeaning.Unknown;
        IReadOnlyList<StatusCount> counts = _tallies[property].ToCounts(meaning);
        return property == SummaryProperty.GracePeriod ? [.. counts.OrderBy(count => _grace.Values.ToList().IndexOf(count.Value))] : counts;
    }

    /// <summary>The counts by every property, property after property.</summary>
    /// <returns>The counts.</returns>
    public IEnumerable<StatusCount> AllCounts() => Enum.GetValues<SummaryProperty>().SelectMany(Counts);

    private StatusMeaning MeaningOfGrace(string value) =>
        value == _grace.Soon ? StatusMeaning.Pending : value == GracePeriod.Ended ? StatusMeaning.Bad : StatusMeaning.Unknown;

    private StatusCount ToCount(FailureGroup group)
    {
        int[] byMeaning = new int[4];
        byMeaning[(int)group.Meaning] = group.Count;
        return new StatusCount(SummaryProperty.Failure, $"{group.ErrorId}: {group.Reason}", group.Meaning, byMeaning, Failed);
    }
}

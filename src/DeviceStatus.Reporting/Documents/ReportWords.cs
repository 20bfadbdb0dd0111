using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Documents;

/// <summary>The texts of a report, which every format uses.</summary>
/// <param name="summary">The figures.</param>
/// <param name="options">The point in time of the report.</param>
internal sealed class ReportWords(StatusSummary summary, ReportOptions options)
{
    /// <summary>The four results, in the order in which they are shown. Every row has exactly one.</summary>
    internal static IReadOnlyList<StatusMeaning> Results { get; } =
        [StatusMeaning.Good, StatusMeaning.Pending, StatusMeaning.Bad, StatusMeaning.Unknown];

    /// <summary>The four results, the most urgent first, in the order of table columns.</summary>
    internal static IReadOnlyList<StatusMeaning> WorstFirst { get; } =
        [StatusMeaning.Bad, StatusMeaning.Pending, StatusMeaning.Good, StatusMeaning.Unknown];

    /// <summary>Whether the rows are rows of a run instead of statuses.</summary>
    internal bool IsRun { get; } = summary.Stated(SummaryProperty.Outcome) > 0;

    /// <summary>Whether rows have two statuses, of which the more urgent decides their result.</summary>
    internal bool HasTwoStatuses { get; } = summary.Stated(SummaryProperty.Status) > 0 && summary.Stated(SummaryProperty.InstallStatus) > 0;

    /// <summary>The name of a result and its unit.</summary>
    internal (string Label, string Note) Of(StatusMeaning meaning) => meaning switch
    {
        StatusMeaning.Good => IsRun ? ("Done", "carried out") : ("In order", "compliant or installed"),
        StatusMeaning.Pending => IsRun ? ("Not sent", "can be run again") : ("Waiting", "pending, or in conflict"),
        StatusMeaning.Bad => IsRun ? ("Failed", "reasons below") : ("Needs attention", "not compliant or failed"),
        _ => IsRun ? ("Other", "unknown or skipped") : ("No result", "unknown, not applicable or not assigned"),
    };

    /// <summary>A number of rows.</summary>
    internal string CountOfRows(int count) =>
        IsRun ? DisplayText.Number(count, "row", "rows") : DisplayText.Number(count, "status", "statuses");

    /// <summary>The report in one sentence or two.</summary>
    internal string Lead()
    {
        if (summary.Rows == 0)
        {
            return "There is nothing to report: the input has no rows.";
        }

        int bad = summary.CountOf(StatusMeaning.Bad);
        string share = DisplayText.Percent(summary.CountOf(StatusMeaning.Good), summary.Rows);
        string state = IsRun ? $"{share} of {CountOfRows(summary.Rows)} are done" : $"{share} of {CountOfRows(summary.Rows)} are in order";
        string trouble = IsRun
            ? (bad == 0 ? "none failed" : $"{DisplayText.Number(bad)} failed") + NotSent(summary.CountOf(StatusMeaning.Pending))
            : (bad == 0 ? "none needs attention" : $"{DisplayText.Number(bad)} {(bad == 1 ? "needs" : "need")} attention")
                + InConflict(summary.Conflicts);
        int soon = summary.GraceEndingSoon;
        string grace = soon == 0
            ? string.Empty
            : $" {DisplayText.Number(soon, "grace period runs", "grace periods run")} out within {Days(options.GraceDays)}.";
        return $"{state}; {trouble}.{grace}";
    }

    /// <summary>How the result of a row is determined, if that needs an explanation.</summary>
    internal string? Rule => HasTwoStatuses
        ? "Each row is counted once. Where it has a compliance status and an install status, the more urgent of the two is its result."
        : null;

    /// <summary>A number of days.</summary>
    internal static string Days(int days) => DisplayText.Number(days, "day", "days");

    /// <summary>The changes, in one sentence.</summary>
    internal static string Since(ChangeList changes)
    {
        string since = changes.Since is { } moment ? $" since {DisplayText.Minute(moment)} UTC" : string.Empty;
        if (changes.Total == 0)
        {
            return $"Nothing changed{since}.";
        }

        IEnumerable<string> parts = ChangeList.Order
            .Where(kind => changes.CountOf(kind) > 0)
            .Select(kind => $"{DisplayText.Number(changes.CountOf(kind))} {Word(kind)}");
        return $"{DisplayText.Number(changes.Total, "status", "statuses")} changed{since}: {string.Join(", ", parts)}.";
    }

    /// <summary>A kind of change, within a sentence.</summary>
    internal static string Word(string kind) => kind switch
    {
        "Added" => "new",
        "Removed" => "gone",
        "Changed" => "changed otherwise",
        _ => kind.ToLowerInvariant(),
    };

    /// <summary>A kind of change, as a heading.</summary>
    internal static string Heading(string kind) => kind switch
    {
        "Added" => "New",
        "Removed" => "Gone",
        "Changed" => "Changed otherwise",
        _ => kind,
    };

    /// <summary>The text about statuses that may have been removed.</summary>
    internal static string? Undecided(ChangeList changes) => changes.Undecided == 0
        ? null
        : $"{DisplayText.Number(changes.Undecided, "status", "statuses")} of the reference are not counted as removed, because their "
            + "policies were not read completely.";

    /// <summary>The name of a row: its device, its id, or its number.</summary>
    internal static string Name(ReportRow row) =>
        new[] { row.DeviceDisplayName, row.Id, row.PolicyName, row.ParentId }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name))
        ?? (row.Row is { } number ? FormattableString.Invariant($"Row {number}") : "(no name)");

    private static string NotSent(int count) =>
        count == 0 ? string.Empty : $" and {DisplayText.Number(count)} {(count == 1 ? "was" : "were")} not sent";

    private static string InConflict(int count) =>
        count == 0 ? string.Empty : $", and {DisplayText.Number(count)} {(count == 1 ? "is" : "are")} in conflict";
}

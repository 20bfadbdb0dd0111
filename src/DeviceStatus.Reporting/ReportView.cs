namespace DeviceStatus.Reporting;

/// <summary>Turns the figures into what the page shows.</summary>
/// <param name="options">What stands at the head.</param>
/// <param name="summary">The figures.</param>
/// <param name="highlights">The rows that stand in the summary.</param>
internal sealed class ReportView(ReportOptions options, StatusSummary summary, ReportHighlights highlights)
{
    private const int MaxReasons = 20;

    private readonly bool _isRun = summary.Stated(SummaryProperty.Outcome) > 0;

    /// <summary>The values of what stands before the rows.</summary>
    internal static TemplateScope Head(ReportOptions options) => new TemplateScope().With("title", options.Title);

    /// <summary>The values of what stands after the rows.</summary>
    internal TemplateScope Body()
    {
        TemplateScope scope = Head(options)
            .With("source", options.Source)
            .With("generated", DisplayText.Minute(options.GeneratedOn))
            .With("generatedIso", DisplayText.Iso(options.GeneratedOn))
            .With("any", summary.Rows > 0 ? "yes" : null)
            .With("total", CountOfRows(summary.Rows))
            .With("lead", Lead())
            .With("badLabel", _isRun ? "Failed" : "Attention")
            .With("meanings", [StatusMeaning.Good, StatusMeaning.Pending, StatusMeaning.Bad, StatusMeaning.Unknown], FillMeaning);
        AddGrace(scope);
        AddFailures(scope);
        ReportCharts.Add(scope, summary);
        return scope;
    }

    private string CountOfRows(int count) => _isRun ? DisplayText.Number(count, "row", "rows") : DisplayText.Number(count, "status", "statuses");

    private string Lead()
    {
        if (summary.Rows == 0)
        {
            return "There is nothing to report: no rows came in.";
        }

        int bad = summary.CountOf(StatusMeaning.Bad);
        string share = DisplayText.Percent(summary.CountOf(StatusMeaning.Good), summary.Rows);
        string state = _isRun ? $"{share} of {CountOfRows(summary.Rows)} are done" : $"{share} of {CountOfRows(summary.Rows)} are in order";
        string trouble = _isRun
            ? (bad == 0 ? "none failed" : $"{DisplayText.Number(bad)} failed") + NotSent(summary.CountOf(StatusMeaning.Pending))
            : bad == 0 ? "none needs attention" : $"{DisplayText.Number(bad)} {(bad == 1 ? "needs" : "need")} attention";
        int soon = summary.GraceEndingSoon;
        string grace = soon == 0
            ? string.Empty
            : $" {DisplayText.Number(soon, "grace period runs", "grace periods run")} out within {Days(options.GraceDays)}.";
        return $"{state}; {trouble}.{grace}";
    }

    private static string NotSent(int count) => count == 0 ? string.Empty : $" and {DisplayText.Number(count)} {(count == 1 ? "was" : "were")} not sent";

    private void FillMeaning(TemplateScope scope, StatusMeaning meaning)
    {
        (string label, string note) = meaning switch
        {
            StatusMeaning.Good => _isRun ? ("Done", "carried out") : ("In order", "compliant or installed"),
            StatusMeaning.Pending => _isRun ? ("Not sent", "can be run again") : ("In between", "waiting or in conflict"),
            StatusMeaning.Bad => _isRun ? ("Failed", "reasons below") : ("Needs attention", "non-compliant or failed"),
            _ => _isRun ? ("Other", "unknown or skipped") : ("Not known", "unknown or not applicable"),
        };
        int count = summary.CountOf(meaning);
        scope.With("meaning", ReportCharts.Css(meaning))
            .With("number", ((int)meaning).ToString(System.Globalization.CultureInfo.InvariantCulture))
            .With("label", label)
            .With("note", note)
            .With("count", DisplayText.Number(count))
            .With("percent", DisplayText.Percent(count, summary.Rows));
    }

    private void AddGrace(TemplateScope scope)
    {
        int soon = summary.GraceEndingSoon;
        int more = soon - highlights.Ending.Count;
        scope.With("grace", summary.Stated(SummaryProperty.GracePeriod) > 0 ? "yes" : null)
            .With("graceDays", Days(options.GraceDays))
            .With("graceSoon", DisplayText.Number(soon))
            .With("graceMore", more > 0 ? DisplayText.Number(more, "more row", "more rows") : null)
            .With("graceBuckets", summary.Counts(SummaryProperty.GracePeriod), (item, count) => item
                .With("label", count.Value)
                .With("meaning", ReportCharts.Css(count.Meaning))
                .With("count", DisplayText.Number(count.Count)))
            .With("endingAny", soon > 0 ? "yes" : null)
            .With("ending", highlights.Ending, FillEnding);
    }

    private void FillEnding(TemplateScope scope, ReportRow row)
    {
        DateTimeOffset end = row.ComplianceGracePeriodExpirationDateTime!.Value;
        int days = (int)(end - options.GeneratedOn).TotalDays;
        scope.With("iso", DisplayText.Iso(end))
            .With("date", DisplayText.Minute(end))
            .With("in", days == 0 ? "within a day" : $"in {Days(days)}")
            .With("device", Name(row))
            .With("user", row.UserName ?? row.UserPrincipalName)
            .With("model", row.DeviceModel);
        FillStatus(scope, row.Status ?? row.InstallStatus ?? row.Outcome);
    }

    private void AddFailures(TemplateScope scope)
    {
        IReadOnlyList<FailureGroup> groups = summary.Failures;
        int most = groups.Select(group => group.Count).DefaultIfEmpty().Max();
        int moreRows = summary.Failed - highlights.Failed.Count;
        scope.With("failed", summary.Failed > 0 ? DisplayText.Number(summary.Failed, "row", "rows") : null)
            .With("failedShown", moreRows > 0 ? $"The first {DisplayText.Number(highlights.Failed.Count)} of {DisplayText.Number(summary.Failed)}." : null)
            .With("reasonsMore", groups.Count > MaxReasons ? DisplayText.Number(groups.Count - MaxReasons, "more reason", "more reasons") : null)
            .With("reasons", groups.Take(MaxReasons), (item, group) => item
                .With("meaning", ReportCharts.Css(group.Meaning))
                .With("error", group.ErrorId)
                .With("why", group.Reason)
                .With("count", DisplayText.Number(group.Count))
                .With("percent", DisplayText.Percent(group.Count, summary.Failed))
                .With("width", DisplayText.Coordinate(100d * group.Count / most)))
            .With("failedRows", highlights.Failed, (item, failed) => FillStatus(
                item.With("device", Name(failed.Row))
                    .With("user", failed.Row.UserName ?? failed.Row.UserPrincipalName)
                    .With("error", failed.Failure.ErrorId)
                    .With("why", failed.Failure.Reason),
                failed.Row.Outcome ?? failed.Failure.ErrorId));
    }

    private static void FillStatus(TemplateScope scope, string? status)
    {
        StatusWord? word = string.IsNullOrEmpty(status) ? null : StatusWord.Of(status);
        scope.With("meaning", ReportCharts.Css(word?.Meaning ?? StatusMeaning.Unknown)).With("status", word?.Label);
    }

    private static string Name(ReportRow row) =>
        new[] { row.DeviceDisplayName, row.Id }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name))
        ?? (row.Row is { } number ? FormattableString.Invariant($"Row {number}") : "(no name)");

    private static string Days(int days) => DisplayText.Number(days, "day", "days");
}

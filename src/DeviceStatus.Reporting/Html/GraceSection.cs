using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>The section of the grace periods that end soon.</summary>
/// <param name="options">The point in time of the report.</param>
internal sealed class GraceSection(ReportOptions options)
{
    internal void Add(TemplateScope scope, TenantFigures figures)
    {
        StatusSummary summary = figures.Summary;
        int soon = summary.GraceEndingSoon;
        int more = soon - figures.Highlights.Ending.Sum(row => row.Count);
        scope.With("grace", summary.Stated(SummaryProperty.GracePeriod) > 0 ? "yes" : null)
            .With("graceDays", ReportWords.Days(options.GraceDays))
            .With("graceSoon", DisplayText.Number(soon))
            .With("graceMore", more > 0 ? DisplayText.Number(more, "more row", "more rows") : null)
            .With("graceBuckets", summary.Counts(SummaryProperty.GracePeriod), (item, count) => item
                .With("label", count.Value)
                .With("meaning", ReportView.Css(count.Meaning))
                .With("count", DisplayText.Number(count.Count)))
            .With("endingAny", soon > 0 ? "yes" : null)
            .With("ending", figures.Highlights.Ending, Fill);
    }

    private void Fill(TemplateScope scope, ReportRow row)
    {
        DateTimeOffset end = row.ComplianceGracePeriodExpirationDateTime!.Value;
        int days = (int)(end - options.GeneratedOn).TotalDays;
        scope.With("iso", DisplayText.Iso(end))
            .With("date", DisplayText.Minute(end))
            .With("in", days == 0 ? "within a day" : $"in {ReportWords.Days(days)}")
            .With("device", ReportWords.Name(row))
            .With("user", row.UserName ?? row.UserPrincipalName)
            .With("model", row.DeviceModel);
        FailureSection.FillStatus(scope, row.Status ?? row.InstallStatus ?? row.Outcome);
    }
}

using System.Globalization;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>The section of the failures and their reasons.</summary>
internal static class FailureSection
{
    private const int MaxReasons = 20;

    internal static void Add(TemplateScope scope, TenantFigures figures, ReportWords words)
    {
        StatusSummary summary = figures.Summary;
        IReadOnlyList<FailureGroup> groups = summary.Failures;
        IReadOnlyList<(ReportRow Row, Failure Failure)> failed = figures.Highlights.Failed;
        int most = groups.Select(group => group.Count).DefaultIfEmpty().Max();
        scope.With("failed", summary.Failed > 0 ? words.CountOfRows(summary.Failed) : null)
            .With("failedShown", summary.Failed > failed.Sum(item => item.Row.Count)
                ? $"The first {DisplayText.Number(failed.Count)} of {DisplayText.Number(summary.Failed)}."
                : null)
            .With("reasonsMore", groups.Count > MaxReasons
                ? $"{DisplayText.Number(groups.Count - MaxReasons, "more reason", "more reasons")} with "
                    + $"{words.CountOfRows(groups.Skip(MaxReasons).Sum(group => group.Count))}"
                : null)
            .With("reasons", groups.Take(MaxReasons), (item, group) => item
                .With("meaning", ReportView.Css(group.Meaning))
                .With("error", group.ErrorId)
                .With("why", group.Reason)
                .With("count", DisplayText.Number(group.Count))
                .With("percent", DisplayText.Percent(group.Count, summary.Failed))
                .With("width", DisplayText.Coordinate(100d * group.Count / most)))
            .With("failedHasRow", failed.Any(item => item.Row.Row is not null) ? "yes" : null)
            .With("failedRows", failed, (item, one) => FillStatus(
                item.With("row", one.Row.Row?.ToString(CultureInfo.InvariantCulture))
                    .With("device", ReportWords.Name(one.Row))
                    .With("id", one.Row.DeviceDisplayName is null ? null : one.Row.Id)
                    .With("user", one.Row.UserName ?? one.Row.UserPrincipalName)
                    .With("policy", one.Row.PolicyName ?? one.Row.ParentId)
                    .With("error", one.Failure.ErrorId)
                    .With("why", one.Failure.Reason),
                one.Row.Outcome ?? one.Failure.ErrorId));
    }

    /// <summary>A status with its icon.</summary>
    internal static void FillStatus(TemplateScope scope, string? status)
    {
        StatusWord? word = string.IsNullOrEmpty(status) ? null : StatusWord.Of(status);
        scope.With("meaning", ReportView.Css(word?.Meaning ?? StatusMeaning.Unknown)).With("status", word?.Label);
    }
}

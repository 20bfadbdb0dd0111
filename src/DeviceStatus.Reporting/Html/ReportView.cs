using System.Globalization;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>Converts the figures to the values of the page: one view of all tenants, and one view of each if there are several.</summary>
/// <param name="options">The options of the report.</param>
/// <param name="content">The content of the report.</param>
/// <param name="figures">The figures.</param>
internal sealed class ReportView(ReportOptions options, ReportContent content, ReportFigures figures)
{
    private readonly ReportWords _words = new(figures.All.Summary, options);

    /// <summary>The values of the part before the rows.</summary>
    internal static TemplateScope Head(ReportOptions options) => new TemplateScope().With("title", options.Title);

    /// <summary>The meaning in the names of styles and icons.</summary>
    internal static string Css(StatusMeaning meaning) => meaning switch
    {
        StatusMeaning.Good => "good",
        StatusMeaning.Pending => "pending",
        StatusMeaning.Bad => "bad",
        _ => "unknown",
    };

    /// <summary>The values of the part after the rows.</summary>
    internal TemplateScope Body()
    {
        StatusSummary all = figures.All.Summary;
        IReadOnlyList<TenantFigures> tenants = figures.Tenants;
        return Head(options)
            .With("source", options.Source)
            .With("generated", DisplayText.Minute(options.GeneratedOn))
            .With("generatedIso", DisplayText.Iso(options.GeneratedOn))
            .With("any", all.Rows > 0 ? "yes" : null)
            .With("total", _words.CountOfRows(all.Rows))
            .With("badLabel", _words.Of(StatusMeaning.Bad).Label)
            .With("meanings", ReportWords.Results, (item, meaning) => FillMeaning(item, meaning, all))
            .With("tenantAny", tenants.Count > 0 ? DisplayText.Number(tenants.Count, "tenant", "tenants") : null)
            .With("tenants", tenants, (item, tenant) => item
                .With("tenant", tenant.Name)
                .With("count", _words.CountOfRows(tenant.Summary.Rows)))
            .With(
                "views", tenants.Prepend(figures.All).Select((tenant, i) => (tenant, i)),
                (item, view) => FillView(item, view.tenant, view.i));
    }

    private static void FillMeaning(TemplateScope scope, ReportWords words, StatusMeaning meaning, StatusSummary summary)
    {
        (string label, string note) = words.Of(meaning);
        int count = summary.CountOf(meaning);
        scope.With("meaning", Css(meaning))
            .With("number", ((int)meaning).ToString(CultureInfo.InvariantCulture))
            .With("label", label)
            .With("note", note)
            .With("count", DisplayText.Number(count))
            .With("percent", DisplayText.Percent(count, summary.Rows));
    }

    private void FillMeaning(TemplateScope scope, StatusMeaning meaning, StatusSummary summary) =>
        FillMeaning(scope, _words, meaning, summary);

    private void FillView(TemplateScope scope, TenantFigures tenant, int number)
    {
        StatusSummary summary = tenant.Summary;
        ReportWords words = new(summary, options);
        bool isAll = number == 0;
        scope.With("suffix", isAll ? string.Empty : FormattableString.Invariant($"-{number}"))
            .With("tenant", tenant.Name)
            .With("isTenant", isAll ? null : "yes")
            .With("lead", words.Lead())
            .With("rule", words.Rule)
            .With("meanings", ReportWords.Results, (item, meaning) => FillMeaning(item, words, meaning, summary));
        ChangeSection.Add(scope, isAll ? content.Changes : content.Changes?.Of(tenant.Name!));
        PolicySection.Add(scope, summary, words, showsTenant: isAll && figures.Tenants.Count > 0);
        ReportCharts.Add(scope, summary, words);
        new GraceSection(options).Add(scope, tenant);
        NoticeSection.Add(scope, options, content, isAll ? null : tenant.Name);
        FailureSection.Add(scope, tenant, words);
    }
}

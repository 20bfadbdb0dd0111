using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Html;

/// <summary>The table of the policies, the one with the most failures first.</summary>
internal static class PolicySection
{
    private const int MaxShown = 25;

    internal static void Add(TemplateScope scope, StatusSummary summary, ReportWords words, bool showsTenant)
    {
        IReadOnlyList<PolicyCount> policies = summary.Policies;
        int hidden = policies.Skip(MaxShown).Sum(policy => policy.Count);
        scope.With("policyAny", policies.Count > 0 ? DisplayText.Number(policies.Count, "policy", "policies") : null)
            .With("policyTenant", showsTenant ? "yes" : null)
            .With("policyMore", hidden == 0
                ? null
                : $"{DisplayText.Number(policies.Count - MaxShown, "further policy", "further policies")} with "
                    + $"{words.CountOfRows(hidden)} together.")
            .With(
                "policyHeads", ReportWords.WorstFirst,
                (item, meaning) => item.With("meaning", ReportView.Css(meaning)).With("label", words.Of(meaning).Label))
            .With(
                "policyTotals", ReportWords.WorstFirst, (item, meaning) => item.With("count", DisplayText.Number(summary.CountOf(meaning))))
            .With("policyTotal", DisplayText.Number(summary.Rows))
            .With("policies", policies.Take(MaxShown), (item, policy) => Fill(item, policy, showsTenant));
    }

    private static void Fill(TemplateScope scope, PolicyCount policy, bool showsTenant) => scope
        .With("policy", policy.Name)
        .With("policyKind", policy.Kind is null ? null : Words(policy.Kind))
        .With("policyConnection", showsTenant ? policy.Connection : null)
        .With("policyCounts", ReportWords.WorstFirst, (item, meaning) => item.With("count", DisplayText.Number(policy.CountOf(meaning))))
        .With("policyCount", DisplayText.Number(policy.Count));

    /// <summary>The display text of a kind: DeviceCompliancePolicy becomes "Device compliance policy".</summary>
    private static string Words(string kind) =>
        string.Concat(kind.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
}

using System.Globalization;
using DeviceStatus.Reporting.Documents;

namespace DeviceStatus.Reporting.Html;

/// <summary>The notices of a report: policies that were not read completely, and provisioning profiles that expire.</summary>
internal static class NoticeSection
{
    private const int MaxShown = 50;

    internal static void Add(TemplateScope scope, ReportOptions options, ReportContent content, string? tenant)
    {
        List<CoverageGap> gaps =
            [.. content.Gaps.Where(gap => tenant is null || string.Equals(gap.Connection, tenant, StringComparison.OrdinalIgnoreCase))];
        List<ExpiringProfile> profiles =
            [.. content.Expiring(options).Where(
                profile => tenant is null || string.Equals(profile.Connection, tenant, StringComparison.OrdinalIgnoreCase))];
        scope.With("gapAny", gaps.Count > 0 ? DisplayText.Number(gaps.Count, "policy was", "policies were") : null)
            .With("gapMore", gaps.Count > MaxShown ? DisplayText.Number(gaps.Count - MaxShown, "more policy", "more policies") : null)
            .With("gaps", gaps.Take(MaxShown), (item, gap) => item
                .With("policy", gap.PolicyName ?? gap.Kind)
                .With("kind", gap.Kind)
                .With("connection", gap.Connection)
                .With("state", gap.State)
                .With("read", Number(gap.Read))
                .With("expected", Number(gap.Expected))
                .With("why", gap.Reason))
            .With("profileAny", profiles.Count > 0 ? DisplayText.Number(profiles.Count, "profile", "profiles") : null)
            .With("profileDays", ReportWords.Days(options.ExpiryDays))
            .With("profiles", profiles.Take(MaxShown), (item, profile) => item
                .With("profile", profile.Name ?? profile.Id)
                .With("file", profile.FileName)
                .With("connection", profile.Connection)
                .With("meaning", profile.ExpiresOn < options.GeneratedOn ? "bad" : "pending")
                .With("iso", DisplayText.Iso(profile.ExpiresOn))
                .With("date", DisplayText.Minute(profile.ExpiresOn))
                .With("in", In((profile.ExpiresOn - options.GeneratedOn).TotalDays)));
    }

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "?";

    private static string In(double days) => days < 0 ? "expired" : days < 1 ? "within a day" : $"in {ReportWords.Days((int)days)}";
}

using System.Globalization;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;

namespace DeviceStatus.Reporting.Tests;

/// <summary>Rows for the tests, and a report made of them.</summary>
internal static class ReportSamples
{
    internal static readonly DateTimeOffset Now = new(2026, 8, 5, 14, 30, 0, TimeSpan.Zero);

    internal static readonly DateTimeOffset Never = DateTimeOffset.Parse("9999-12-31T23:59:59.9999999Z", CultureInfo.InvariantCulture);

    /// <summary>
    /// Values that break a page which forgets to escape somewhere. Each runs <c>hacked</c> or calls the given address if it can.
    /// </summary>
    internal static string[] Hostile(string address) =>
    [
        "</script><script>window.hacked = 1</script>",
        "<!--<script>",
        $"\"><img src=\"{address}\" onerror=\"window.hacked = 1\">",
        $"'><link rel=stylesheet href='{address}'>",
        "]]></style><svg onload=window.hacked=1>",
        "a\u2028b\u2029c\r\nd\te",
        "\u202Egpj.exe\u202C \u2066isolated",
        "{{title}} {{#any}} ${1+1} \\u003c \\\" &lt;b&gt; &amp;",
        "\uD83D\uDE00 alone \uD800 end\0",
        "__proto__",
        "constructor",
        new string('w', 5000),
    ];

    internal static ReportRow HostileRow(string value) => new()
    {
        Noun = value,
        ParentId = value,
        Id = value,
        DeviceDisplayName = value,
        UserName = value,
        UserPrincipalName = value,
        DeviceModel = value,
        OsVersion = value,
        Status = value,
        InstallStatus = value,
        Operation = value,
        Outcome = "Failed",
        ErrorId = value,
        Reason = value,
        ComplianceGracePeriodExpirationDateTime = Now.AddDays(1),
    };

    /// <summary>A fleet: every tenth device is non-compliant, every fiftieth unknown.</summary>
    internal static IEnumerable<ReportRow> Fleet(int count) => Enumerable.Range(0, count).Select(i => new ReportRow
    {
        Noun = "DeviceCompliancePolicyDeviceStatus",
        Id = FormattableString.Invariant($"id-{i}"),
        DeviceDisplayName = FormattableString.Invariant($"device-{i}"),
        UserName = i % 3 == 0 ? "Anna Okafor" : "Bilal Novak",
        DeviceModel = i % 4 == 0 ? "iPad" : "iPhone",
        OsVersion = FormattableString.Invariant($"17.{i % 12}"),
        Status = i % 10 == 0 ? "nonCompliant" : i % 50 == 1 ? "unknown" : "compliant",
        ComplianceGracePeriodExpirationDateTime = i % 10 == 0 ? Now.AddDays(i % 40) : Never,
        LastReportedDateTime = Now.AddMinutes(-i),
    });

    internal static async Task<string> WriteAsync(IEnumerable<ReportRow> rows, string title = "Sample", string? source = "A source")
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        var options = new ReportOptions { Title = title, Source = source, GeneratedOn = Now };
        await HtmlReport.WriteAsync(output, options, Stream(rows), TestContext.Current.CancellationToken);
        return output.ToString();
    }

    internal static async IAsyncEnumerable<ReportRow> Stream(IEnumerable<ReportRow> rows)
    {
        foreach (ReportRow row in rows)
        {
            yield return row;
        }

        await Task.CompletedTask;
    }
}

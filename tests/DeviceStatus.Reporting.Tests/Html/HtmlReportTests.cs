using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Html;

public sealed class HtmlReportTests
{
    private static JObject DataOf(string page) => JObject.Parse(
        Regex.Match(page, "<script type=\"application/json\" id=\"report-data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);

    private static string VisibleOf(string page) =>
        Regex.Replace(page, "<(script|style)[^>]*>.*?</\\1>", string.Empty, RegexOptions.Singleline);

    [Fact]
    public async Task Page_loads_nothing_and_allows_only_its_own_style_and_script()
    {
        string page = await ReportSamples.WriteAsync(ReportSamples.Fleet(20));

        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string script = Regex.Match(page, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(
            $"content=\"default-src 'none'; style-src 'sha256-{Hash(style)}'; script-src 'sha256-{Hash(script)}'; "
            + "base-uri 'none'; form-action 'none'\"",
            page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("\\s(src|srcset|style|on\\w+)\\s*=\\s*\"", VisibleOf(page));
        Assert.DoesNotMatch("href=\"[^#]", VisibleOf(page));
        Assert.DoesNotMatch("url\\(|@import|@font-face", style);
        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval|fetch|XMLHttp|import\\(", script);
    }

    [Fact]
    public async Task Page_has_headings_in_order_and_tables_with_captions_and_scopes()
    {
        string page = VisibleOf(await ReportSamples.WriteAsync(ReportSamples.Fleet(200)));

        int[] levels =
            [.. Regex.Matches(page, "<h([1-6])").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(
            levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.First} is followed by h{pair.Second}"));
        MatchCollection tables = Regex.Matches(page, "<table.*?</table>", RegexOptions.Singleline);
        Assert.True(tables.Count >= 5);
        Assert.All(tables, table => Assert.Contains("<caption", table.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch("<th(?![^>]*scope=)[ >]", page);
        string[] ids = [.. Regex.Matches(page, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(
            Regex.Matches(page, "(?:aria-labelledby=\"| for=\"|href=\"#)([^\"]+)\""), match => Assert.Contains(match.Groups[1].Value, ids));
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_without_script_shows_the_summary()
    {
        string page = VisibleOf(await ReportSamples.WriteAsync(ReportSamples.Fleet(1000), "Fleet", "contoso.example"));

        string text = Regex.Replace(WebUtility.HtmlDecode(Regex.Replace(page, "<[^>]+>", " ")), "\\s+", " ");
        Assert.Contains("contoso.example 2026-08-05 14:30 UTC 1,000 statuses", text, StringComparison.Ordinal);
        Assert.Contains(
            "88.0% of 1,000 statuses are in order; 100 need attention. 50 grace periods run out within 14 days.", text,
            StringComparison.Ordinal);
        Assert.Contains("Non-compliant 100 10.0%", text, StringComparison.Ordinal);
        Assert.Contains("iPad 250 20.0%", text, StringComparison.Ordinal);
        Assert.Contains("The device does not meet the policy.", text, StringComparison.Ordinal);
        Assert.Contains("device-0 Anna Okafor iPad Non-compliant 2026-08-05 14:30 within a day", text, StringComparison.Ordinal);
        Assert.Contains("open this file in a browser that may run script", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_a_run_says_what_was_done_what_failed_and_why()
    {
        string page = VisibleOf(await ReportSamples.WriteAsync(
        [
            new() { Row = 1, DeviceDisplayName = "one", Outcome = "Done" },
            new()
            {
                Row = 2, DeviceDisplayName = "two", Outcome = "Failed", ErrorId = "GraphNotFound", Reason = "No object has the id 'x'.",
            },
            new() { Row = 3, Outcome = "NotSent" },
            new() { Row = 4, DeviceDisplayName = "four", Outcome = "Done" },
        ]));

        string text = Regex.Replace(WebUtility.HtmlDecode(Regex.Replace(page, "<[^>]+>", " ")), "\\s+", " ");
        Assert.Contains("50.0% of 4 rows are done; 1 failed and 1 was not sent.", text, StringComparison.Ordinal);
        Assert.Contains("1 50.0% GraphNotFound No object has the id 'x'.", text, StringComparison.Ordinal);
        Assert.Contains("Row 3 Not sent The run ended before this row was sent.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_with_hostile_values_shows_each_as_a_value()
    {
        string[] hostile = ReportSamples.Hostile("http://127.0.0.1:9/");
        string plain = await ReportSamples.WriteAsync(hostile.Select((_, i) => ReportSamples.HostileRow($"x{i}")), "x", "x");
        foreach (string value in hostile)
        {
            string page = await ReportSamples.WriteAsync(hostile.Select(ReportSamples.HostileRow), value, value);

            // The same elements as a page of harmless values: nothing was opened, nothing was closed.
            Assert.Equal(TagsOf(plain), TagsOf(page));
            Assert.DoesNotContain(page, character => character is '\u2028' or '\u2029' or '\u202E' or '\u2066' or '\0' or '\uFEFF');
        }

        JArray row = (JArray)DataOf(await ReportSamples.WriteAsync([ReportSamples.HostileRow(hostile[0])]))["rows"]![0]!;
        Assert.Equal(hostile[0], (string?)row[2]);
    }

    [Fact]
    public async Task Page_data_hold_a_text_once_and_a_date_in_seconds()
    {
        JObject data = DataOf(await ReportSamples.WriteAsync(
        [
            new() { DeviceDisplayName = "one", Status = "compliant", ComplianceGracePeriodExpirationDateTime = ReportSamples.Never },
            new() { DeviceDisplayName = "two", Status = "compliant", LastReportedDateTime = DateTimeOffset.UnixEpoch.AddHours(1) },
        ]));

        string[] keys = [.. data["columns"]!.Select(column => (string)column["key"]!)];
        JToken Cell(int row, string key) => data["rows"]![row]![Array.IndexOf(keys, key) + 1]!;
        Assert.Equal("compliant", (string?)Cell(0, "status"));
        Assert.Equal(1, (int)Cell(1, "status"));
        Assert.Equal(-1, (int)Cell(0, "graceEnds"));
        Assert.Equal(3600, (int)Cell(1, "lastReported"));
        Assert.Equal(0, (int)Cell(0, "reason"));
        Assert.Equal((int)StatusMeaning.Good, (int)data["rows"]![0]![0]!);
    }

    [Fact]
    public async Task WriteAsync_writes_rows_as_they_come()
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        int writtenBeforeTheLast = 0;
        IEnumerable<ReportRow> Rows()
        {
            foreach (ReportRow row in ReportSamples.Fleet(3000))
            {
                writtenBeforeTheLast = output.GetStringBuilder().Length;
                yield return row;
            }
        }

        await HtmlReport.WriteAsync(
            output, new ReportOptions { GeneratedOn = ReportSamples.Now }, ReportSamples.Stream(Rows()),
            TestContext.Current.CancellationToken);

        Assert.InRange(writtenBeforeTheLast, 100_000, output.GetStringBuilder().Length);
    }

    [Fact]
    public async Task Page_is_the_same_in_every_culture()
    {
        string expected = await ReportSamples.WriteAsync(ReportSamples.Fleet(1234));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string name in new[] { "de-DE", "ar-SA", "th-TH", "fa-IR" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(expected, await ReportSamples.WriteAsync(ReportSamples.Fleet(1234)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Page_of_no_rows_says_so()
    {
        string page = VisibleOf(await ReportSamples.WriteAsync([]));

        Assert.Contains("There is nothing to report: the input has no rows.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_that_is_cancelled_stops()
    {
        using var stop = new CancellationTokenSource();
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        int come = 0;
        IEnumerable<ReportRow> Endless()
        {
            while (true)
            {
                if (++come == 2000)
                {
                    stop.Cancel();
                }

                yield return new ReportRow { DeviceDisplayName = "one" };
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HtmlReport.WriteAsync(
            output, new ReportOptions { GeneratedOn = ReportSamples.Now }, ReportSamples.Stream(Endless()), stop.Token));
        Assert.Equal(2000, come);
    }

    private static string[] TagsOf(string page) =>
    [
        .. Regex.Matches(
            Regex.Replace(page, "(<script type=\"application/json\" id=\"report-data\">)[^<]*", "$1"), "</?[a-z!][a-z0-9-]*")
            .Select(match => match.Value),
    ];
}

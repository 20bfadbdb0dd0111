using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Html;

/// <summary>Whatever comes in, the figures of a report agree with each other and with its rows, in every format.</summary>
public sealed class ReportSumTests
{
    private static readonly ReportOptions Options = new() { Title = "Sums", GeneratedOn = ReportSamples.Now };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Seeds => new(Enumerable.Range(1, 12).Select(seed => (seed, seed % 4)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Html_figures_agree(int seed, int tenants)
    {
        IReadOnlyList<ReportRow> rows = RandomRows.Create(seed, tenants);
        string page = await TextAsync((output, content) => HtmlReport.WriteAsync(output, Options, content, Stop), rows);
        page = Regex.Replace(page, "<(script|style)[^>]*>.*?</\\1>", string.Empty, RegexOptions.Singleline);
        string[] views = page.Split("<div class=\"view\"")[1..];
        int[] totals = [.. views.Select(view =>
        {
            int[] figures =
            [
                .. Regex.Matches(view, "data-meaning=\"\\d\">.*?class=\"big\">([\\d,]+)", RegexOptions.Singleline)
                    .Select(match => Number(match.Groups[1].Value)),
            ];
            Assert.Equal(4, figures.Length);
            Match lead = Regex.Match(view, "of ([\\d,]+) status(?:es)? are in order; (?:none needs|([\\d,]+) needs?) attention");
            Assert.True(lead.Success, view[..400]);
            Assert.Equal(figures.Sum(), Number(lead.Groups[1].Value));
            Assert.Equal(figures[2], lead.Groups[2].Success ? Number(lead.Groups[2].Value) : 0);
            foreach (Match table
                in Regex.Matches(view, "<table class=\"(?:figures-table|list policies)\">.*?</table>", RegexOptions.Singleline))
            {
                AssertColumnsAddUp(table.Value, view, figures.Sum());
            }

            return figures.Sum();
        })];

        Assert.Equal(rows.Sum(row => row.Count), totals[0]);
        if (views.Length > 1)
        {
            Assert.Equal(totals[0], totals[1..].Sum());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Markdown_figures_agree(int seed, int tenants)
    {
        IReadOnlyList<ReportRow> rows = RandomRows.Create(seed, tenants);
        string text = await TextAsync((output, content) => MarkdownReport.WriteAsync(output, Options, content, Stop), rows);

        int total = rows.Sum(row => row.Count);
        Assert.Contains(FormattableString.Invariant($"UTC · {total:N0} status"), text, StringComparison.Ordinal);
        string[] sections = text.Split("\n## ");
        Assert.Equal(total, LastColumn(sections, "Results", skipLast: true, back: 2));
        Assert.Equal(total, LastColumn(sections, "By policy") + MoreIn(sections, "By policy"));
        Assert.Equal(total, LastColumn(sections, "By status", back: 2));
        Assert.Equal(total, LastColumn(sections, "By model", back: 2));
        if (rows.Select(row => row.Connection).Distinct().Count() > 1)
        {
            Assert.Equal(total, LastColumn(sections, "By tenant"));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Json_figures_agree(int seed, int tenants)
    {
        IReadOnlyList<ReportRow> rows = RandomRows.Create(seed, tenants);
        JObject report = JObject.Parse(await TextAsync((output, content) => JsonReport.WriteAsync(output, Options, content, Stop), rows));

        int total = rows.Sum(row => row.Count);
        Assert.Equal(1, (int)report["schemaVersion"]!);
        Assert.Equal(total, (int)report["total"]!);
        Assert.Equal(total, report["rows"]!.Sum(row => (int)row["count"]!));
        Assert.Equal(total, report["policies"]!.Sum(policy => (int)policy["total"]!));
        foreach (JProperty result in report["results"]!.Children<JProperty>())
        {
            Assert.Equal(
                (int)result.Value,
                report["rows"]!.Where(row => string.Equals((string?)row["result"], result.Name, StringComparison.OrdinalIgnoreCase))
                    .Sum(row => (int)row["count"]!));
            Assert.Equal((int)result.Value, report["policies"]!.Sum(policy => (int)policy["results"]![result.Name]!));
        }

        Assert.All(report.SelectTokens("$..results").Where(results => results.Parent?.Parent?["total"] is not null), results =>
            Assert.Equal((int)results.Parent!.Parent!["total"]!, results.Children<JProperty>().Sum(one => (int)one.Value)));
        Assert.Equal((int)report["results"]!["bad"]!, report["failures"]!.Sum(group => (int)group["count"]!));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Csv_has_every_row_once(int seed, int tenants)
    {
        IReadOnlyList<ReportRow> rows = RandomRows.Create(seed, tenants);
        string text = await TextAsync((output, content) => CsvReport.WriteAsync(output, content, Stop), rows);

        string[] lines = text.TrimEnd().Split("\r\n");
        int count = Array.IndexOf(lines[0].Split(','), "Count");
        Assert.Equal(rows.Count, lines.Length - 1);
        Assert.Equal(rows.Sum(row => row.Count), lines[1..].Sum(line => Number(line.Split(',')[count])));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("Ann's iPhone", "Ann's iPhone")]
    public async Task Csv_cell_is_no_formula(string value, string expected)
    {
        string text =
            await TextAsync((output, content) => CsvReport.WriteAsync(output, content, Stop), [new ReportRow { Connection = value }]);

        Assert.StartsWith("," + expected + ",", text[(text.IndexOf("\r\n", StringComparison.Ordinal) + 2)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_of_rows_with_failures_needs_attention()
    {
        ReportRow[] rows = [new() { Status = "compliant", Count = 85 }, new() { Status = "failed", Count = 15 }];

        string text = await TextAsync((output, content) => MarkdownReport.WriteAsync(output, Options, content, Stop), rows);

        Assert.Contains("85.0% of 100 statuses are in order; 15 need attention.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_of_a_row_with_two_statuses_explains_them()
    {
        // 72 comply and 21 of them have an update that failed: 51 are in order, and the page says why.
        IEnumerable<ReportRow> rows = Enumerable.Range(0, 100).Select(i => new ReportRow
        {
            Status = i < 72 ? "compliant" : "nonCompliant",
            InstallStatus = i < 51 || i >= 72 ? "success" : "installFailed",
        });

        string page = await TextAsync((output, content) => HtmlReport.WriteAsync(output, Options, content, Stop), rows);
        string text = Regex.Replace(
            WebUtility.HtmlDecode(Regex.Replace(page, "<(script|style)[^>]*>.*?</\\1>|<[^>]+>", " ", RegexOptions.Singleline)),
            "\\s+", " ");

        Assert.Contains("In order 51 51.0% compliant or installed", text, StringComparison.Ordinal);
        Assert.Contains("the more urgent of the two is its result", text, StringComparison.Ordinal);
        Assert.Contains("Compliant 72 72.0% 21 Non-compliant 28 28.0% 28 All 100 100% 49", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_with_changes_has_them_first_and_they_agree_with_the_figures()
    {
        ChangeList changes = new(ReportSamples.Now.AddDays(-1));
        foreach (string kind in new[] { "Regressed", "Regressed", "Recovered", "Added", "Removed", "Changed" })
        {
            changes.Add(
                new ReportChange { Change = kind, PolicyName = "Wi-Fi", DeviceDisplayName = "one", Before = "compliant", After = "error" });
        }

        ReportContent Content() => new() { Rows = ReportSamples.Stream(ReportSamples.Fleet(20)), Changes = changes };
        string page = await TextAsync(output => HtmlReport.WriteAsync(output, Options, Content(), Stop));
        string markdown = await TextAsync(output => MarkdownReport.WriteAsync(output, Options, Content(), Stop));
        JObject json = JObject.Parse(await TextAsync(output => JsonReport.WriteAsync(output, Options, Content(), Stop)));

        const string Sentence =
            "6 statuses changed since 2026-08-04 14:30 UTC: 2 regressed, 1 recovered, 1 new, 1 gone, 1 changed otherwise.";
        Assert.Contains(Sentence, page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf(">What changed<", StringComparison.Ordinal), 1, page.IndexOf(">By status<", StringComparison.Ordinal));
        Assert.Contains(Sentence, markdown, StringComparison.Ordinal);
        Assert.InRange(
            markdown.IndexOf("## What changed", StringComparison.Ordinal), 1, markdown.IndexOf("## Results", StringComparison.Ordinal));
        Assert.Equal(6, (int)json["changes"]!["total"]!);
        Assert.Equal(6, ChangeList.Order.Sum(kind => (int)json["changes"]![kind.ToLowerInvariant()]!));
    }

    [Fact]
    public async Task Markdown_values_are_no_markup()
    {
        ReportRow row =
            new() { DeviceDisplayName = "[x](http://evil.example) <b>|`@team`", Status = "error", PolicyName = "# *p*", ParentId = "p" };

        string text = await TextAsync((output, content) => MarkdownReport.WriteAsync(output, Options, content, Stop), [row]);

        Assert.Contains("\\[x\\](http:\u200B//evil.example) &lt;b&gt;\\|\\`@\u200Bteam\\`", text, StringComparison.Ordinal);
        Assert.Contains("\\# \\*p\\*", text, StringComparison.Ordinal);
    }

    private static Task<string> TextAsync(Func<TextWriter, ReportContent, Task> write, IEnumerable<ReportRow> rows) =>
        TextAsync(output => write(output, new ReportContent { Rows = ReportSamples.Stream(rows) }));

    private static async Task<string> TextAsync(Func<TextWriter, Task> write)
    {
        await using StringWriter output = new(CultureInfo.InvariantCulture);
        await write(output);
        return output.ToString();
    }

    /// <summary>The numbers of the body add up to those of the foot, and the rows of a policy to its total.</summary>
    private static void AssertColumnsAddUp(string table, string view, int total)
    {
        Match foot = Regex.Match(table, "<tfoot>(.*?)</tfoot>", RegexOptions.Singleline);
        Assert.True(foot.Success, table[..200]);
        int[] feet = Numbers(foot.Value);
        int[][] body =
        [
            .. Regex.Matches(
                Regex.Match(table, "<tbody>(.*?)</tbody>", RegexOptions.Singleline).Value, "<tr.*?</tr>", RegexOptions.Singleline)
                .Select(row => Numbers(row.Value)),
        ];
        bool isPolicies = table.Contains("list policies", StringComparison.Ordinal);
        Assert.Equal(total, isPolicies ? feet[^1] : feet[0]);
        if (isPolicies)
        {
            Assert.All(body.Append(feet), row => Assert.Equal(row[^1], row[..^1].Sum()));
            Match more = Regex.Match(view, "further polic(?:y|ies) with ([\\d,]+) status");
            Assert.Equal(total, body.Sum(row => row[^1]) + (more.Success ? Number(more.Groups[1].Value) : 0));
        }
        else
        {
            Assert.All(Enumerable.Range(0, feet.Length), i => Assert.Equal(feet[i], body.Sum(row => row[i])));
        }
    }

    private static int[] Numbers(string html) =>
        [.. Regex.Matches(html, "<td class=\"number\">([\\d,]+)</td>").Select(match => Number(match.Groups[1].Value))];

    private static int LastColumn(string[] sections, string heading, bool skipLast = false, int back = 1)
    {
        string section = sections.Single(text => text.StartsWith(heading, StringComparison.Ordinal));
        string[] lines = [.. section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)];
        return (skipLast ? lines[..^1] : lines).Sum(line => Number(line.Split(" | ")[^back].Trim(' ', '|')));
    }

    private static int MoreIn(string[] sections, string heading)
    {
        Match more =
            Regex.Match(sections.Single(text => text.StartsWith(heading, StringComparison.Ordinal)), "And .* with ([\\d,]+) status");
        return more.Success ? Number(more.Groups[1].Value) : 0;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}

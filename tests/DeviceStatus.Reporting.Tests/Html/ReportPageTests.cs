using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Html;
using Microsoft.Playwright;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Html;

/// <summary>The page in a browser: how fast it opens, whether everybody can use it, and what its buttons do.</summary>
public sealed class ReportPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_has_no_findings_of_axe(int width, ColorScheme scheme)
    {
        string html = await WholePageAsync();
        BrowserNewContextOptions options = new() { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme };

        AxeResult result = await browser.OpenAsync(html, options, async page =>
        {
            await page.EvaluateAsync("() => { document.querySelector('#columns').open = true; }");
            return await page.RunAxe();
        });

        Assert.Equal([], result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        Assert.InRange(result.Passes.Length, 20, int.MaxValue);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Page_is_never_wider_than_the_window(int width)
    {
        JToken seen = await browser.RunAsync(
            await WholePageAsync(), "return [document.documentElement.scrollWidth - document.documentElement.clientWidth, innerWidth];",
            width: width);

        Assert.Equal($"[0,{width}]", seen.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public async Task Page_of_100000_rows_opens_with_less_than_two_seconds_of_processor_time()
    {
        string html = await WriteAsync(new ReportContent { Rows = ReportSamples.Stream(Rows(100_000)) });

        (string? shown, double seconds) = await browser.OpenAsync(html, new BrowserNewContextOptions(), async page =>
        {
            // The time of the page's thread, because the time on the wall is that of everything else on the machine too.
            ICDPSession session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
            double before = await TaskSecondsAsync(session);
            await page.ReloadAsync();
            return (await page.TextContentAsync("#count"), await TaskSecondsAsync(session) - before);
        });

        Assert.Equal("1–50 of 100,000 rows", shown);
        Assert.InRange(seconds, 0.001, 2);

        static async Task<double> TaskSecondsAsync(ICDPSession session) => (await session.SendAsync("Performance.getMetrics"))!.Value
            .GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration")
            .GetProperty("value").GetDouble();
    }

    [Fact]
    public async Task Page_tenant_selector_shows_the_figures_and_the_rows_of_the_tenant()
    {
        JToken seen = await browser.RunAsync(await WholePageAsync(), """
            const tenant = document.querySelector('#tenant');
            const shown = () => Array.from(document.querySelectorAll('.view')).filter(view => view.checkVisibility());
            const look = () => [shown().map(view => view.dataset.tenant).join(), document.querySelector('#count').textContent];
            const choose = value => { tenant.value = value; tenant.dispatchEvent(new Event('change', { bubbles: true })); return look(); };
            const seen = [look(), choose('Fabrikam')];
            document.querySelector('#clear').click();
            seen.push(look(), choose(''));
            return seen;
            """);

        Assert.Equal(
            """[["","1–50 of 300 rows"],["Fabrikam","1–50 of 100 matching rows, of 300"],"""
            + """["Fabrikam","1–50 of 100 matching rows, of 300"],["","1–50 of 300 rows"]]""",
            seen.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public async Task Page_download_button_gives_the_rows_shown_and_no_formula()
    {
        string html = await WriteAsync(new ReportContent
        {
            Rows = ReportSamples.Stream(
            [
                new() { DeviceDisplayName = "=cmd|' /C calc'!A0", Status = "error" },
                new() { DeviceDisplayName = "+1,\"2\"", Status = "error" },
                new() { DeviceDisplayName = "hidden", Status = "compliant" },
            ]),
        });

        string text = await browser.OpenAsync(html, new BrowserNewContextOptions(), async page =>
        {
            await page.SelectOptionAsync("#meaning", "3");
            IDownload download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#download"));
            Assert.Equal("device-status.csv", download.SuggestedFilename);
            return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        });

        Assert.Equal("Device,Status\r\n'=cmd|' /C calc'!A0,error\r\n\"'+1,\"\"2\"\"\",error\r\n", text.TrimStart('\uFEFF'));
    }

    /// <summary>A page that has every section: tenants, changes, policies, gaps, profiles, grace periods and failures.</summary>
    private static Task<string> WholePageAsync()
    {
        ChangeList changes = new(ReportSamples.Now.AddDays(-1));
        foreach (string kind in ChangeList.Order)
        {
            changes.Add(new ReportChange
            {
                Change = kind,
                PolicyName = "Wi-Fi",
                DeviceDisplayName = "device-1",
                UserPrincipalName = "ann@contoso.example",
                Before = kind == "Added" ? null : "compliant",
                After = kind == "Removed" ? null : "error",
                Connection = "Fabrikam",
            });
        }

        ReportContent content = new() { Rows = ReportSamples.Stream(Rows(300)), Changes = changes };
        content.Profiles.Add(new ExpiringProfile("Expense app", "Fabrikam", "x", "expenses.mobileprovision", ReportSamples.Now.AddDays(9)));
        content.Gaps.Add(new CoverageGap("Contoso", "DeviceConfiguration", "VPN", "Failed", 0, 120, "403: the permission is missing."));
        return WriteAsync(content);
    }

    private static IEnumerable<ReportRow> Rows(int count) => ReportSamples.Fleet(count).Select((row, i) => row with
    {
        Connection = (i % 3) switch { 0 => "Contoso", 1 => "Fabrikam", _ => "Woodgrove" },
        PolicyKind = "DeviceCompliancePolicy",
        ParentId = FormattableString.Invariant($"policy-{i % 7}"),
        PolicyName = FormattableString.Invariant($"Compliance of group {i % 7}"),
        Status = i % 25 == 3 ? "conflict" : row.Status,
        UserPrincipalName = FormattableString.Invariant($"user-{i % 900}@contoso.example"),
    });

    private static async Task<string> WriteAsync(ReportContent content)
    {
        await using StringWriter output = new(CultureInfo.InvariantCulture);
        await HtmlReport.WriteAsync(
            output, new ReportOptions { GeneratedOn = ReportSamples.Now }, content, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}

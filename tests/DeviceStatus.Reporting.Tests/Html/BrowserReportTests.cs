using System.Net;
using System.Net.Sockets;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Html;

public sealed class BrowserReportTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    // Small helpers for the scripts below: what the table shows, and what a user does.
    private const string Hands = """
        const $ = selector => document.querySelector(selector);
        const cells = key => Array.from(document.querySelectorAll('#grid tbody .' + key), cell => cell.textContent);
        const choose = (selector, text) => {
          const list = $(selector);
          list.value = Array.from(list.options).find(option => option.text.startsWith(text)).value;
          list.dispatchEvent(new Event('change', { bubbles: true }));
        };
        const search = async text => {
          $('#search').value = text;
          $('#search').dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise(done => setTimeout(done, 300));
        };
        const sort = key => { $(`#grid thead th.${key} button`).click(); return $(`#grid thead th.${key}`).getAttribute('aria-sort'); };
        const count = () => $('#count').textContent;
        """;

    [Fact]
    public async Task Page_sorts_searches_filters_and_pages_its_rows()
    {
        string page = await ReportSamples.WriteAsync(ReportSamples.Fleet(20_000));

        JToken seen = await browser.RunAsync(page, Hands + """
            const seen = { start: [count(), cells('device').length, $('#page').textContent] };
            $('#next').click();
            seen.second = [count(), cells('device')[0], $('#previous').disabled];
            $('#last').click();
            seen.last = [count(), cells('device').at(-1), $('#next').disabled];
            seen.up = [sort('osVersion'), cells('osVersion')[0]];
            seen.down = [sort('osVersion'), cells('osVersion')[0], document.activeElement.textContent];
            seen.grace = [sort('graceEnds'), cells('graceEnds')[0], $('#grid thead th.osVersion').getAttribute('aria-sort')];
            seen.graceDown = [sort('graceEnds'), cells('graceEnds')[0]];
            await search('DEVICE-1999 anna');
            seen.search = [count(), cells('device').sort()];
            await search('');
            choose('#filter-status', 'Non-compliant');
            seen.filter = [count(), Array.from(new Set(cells('status')))];
            choose('#meaning', 'In order');
            seen.none = [count(), cells('status').length];
            $('#clear').click();
            seen.cleared = count();
            $('th[data-column=model][data-value=iPad] button').click();
            seen.linked = [count(), $('#filter-model').selectedOptions[0].text];
            $('#size').value = '500';
            $('#size').dispatchEvent(new Event('change', { bubbles: true }));
            seen.size = cells('device').length;
            const labels = Array.from(document.querySelectorAll('#columns label'));
            const box = labels.find(label => label.textContent.trim() === 'Id').querySelector('input');
            seen.hiddenColumn = cells('id').length;
            box.click();
            seen.shownColumn = cells('id').length;
            return seen;
            """);

        JToken expected = JToken.Parse("""
            {
              "start": ["1–50 of 20,000 rows", 50, "Page 1 of 400"],
              "second": ["51–100 of 20,000 rows", "device-50", false],
              "last": ["19,951–20,000 of 20,000 rows", "device-19999", true],
              "up": ["ascending", "17.0"],
              "down": ["descending", "17.11", "OS version"],
              "grace": ["ascending", "2026-08-05 14:30", "none"],
              "graceDown": ["descending", "Never"],
              "search": ["1–3 of 3 matching rows, of 20,000", ["device-19992", "device-19995", "device-19998"]],
              "filter": ["1–50 of 2,000 matching rows, of 20,000", ["Non-compliant"]],
              "none": ["No row matches.", 0],
              "cleared": "1–50 of 20,000 rows",
              "linked": ["1–50 of 5,000 matching rows, of 20,000", "iPad (5,000)"],
              "size": 500,
              "hiddenColumn": 0,
              "shownColumn": 500
            }
            """);
        foreach (JProperty step in ((JObject)expected).Properties())
        {
            Assert.Equal(step.ToString(), new JProperty(step.Name, seen[step.Name]).ToString());
        }
    }

    [Fact]
    public async Task Page_sorts_rows_without_a_value_last_in_either_order()
    {
        string page = await ReportSamples.WriteAsync(
        [
            new() { DeviceDisplayName = "b", OsVersion = "9.1" },
            new() { DeviceDisplayName = "none" },
            new() { DeviceDisplayName = "a", OsVersion = "10.0" },
        ]);

        JToken seen = await browser.RunAsync(
            page, Hands + "sort('osVersion'); const up = cells('device'); sort('osVersion'); return [up, cells('device')];");

        Assert.Equal("""[["b","a","none"],["a","b","none"]]""", seen.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public async Task Page_with_hostile_values_runs_and_requests_nothing_even_without_the_policy()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        string[] hostile = ReportSamples.Hostile($"http://127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}/");
        string page = await ReportSamples.WriteAsync(hostile.Select(ReportSamples.HostileRow), hostile[0], hostile[2]);

        JToken seen = await browser.RunAsync(page, Hands + """
            document.querySelectorAll('#columns input:not(:checked)').forEach(box => box.click());
            await search('gpj');
            const found = count();
            await search('');
            sort('device');
            document.querySelectorAll('#grid thead button').forEach(button => button.click());
            sort('id');
            return {
              hacked: String(window.hacked),
              scripts: document.scripts.length,
              foreign: document.querySelectorAll('img, link, iframe, object, [onload], [onerror]').length,
              resources: performance.getEntriesByType('resource').length,
              title: document.title,
              found,
              devices: cells('device'),
            };
            """, policy: false);

        Assert.Equal("undefined", (string?)seen["hacked"]);
        Assert.Equal(2, (int)seen["scripts"]!);
        Assert.Equal(0, (int)seen["foreign"]!);
        Assert.Equal(0, (int)seen["resources"]!);
        Assert.False(canary.Pending(), "The page called the address in a value.");
        Assert.Equal(hostile[0], (string?)seen["title"]);
        Assert.Equal("1–1 of 1 matching rows, of 12", (string?)seen["found"]);
        Assert.Equal(
            hostile.Select(TextSanitizer.EscapeControls).Order(StringComparer.Ordinal),
            seen["devices"]!.Select(device => (string)device!).Order(StringComparer.Ordinal));
        Assert.Contains(@"\u202Egpj.exe\u202C \u2066isolated", seen["devices"]!.Select(device => (string)device!));
    }

    [Fact]
    public async Task Page_works_under_its_content_security_policy_and_requests_nothing()
    {
        string page = await ReportSamples.WriteAsync(ReportSamples.Fleet(100));

        JToken seen = await browser.RunAsync(page, """
            let refused = 0;
            const settle = () => new Promise(done => setTimeout(done, 100));
            document.addEventListener('securitypolicyviolation', () => { refused++; });
            document.querySelectorAll('#grid thead button').forEach(button => button.click());
            document.querySelector('#theme').click();
            await settle();
            const ownRefused = refused;
            await fetch('http://127.0.0.1:9/').catch(() => 0);
            await settle();
            return [ownRefused, refused, getComputedStyle(document.body).marginTop, performance.getEntriesByType('resource').length];
            """);

        // The last refusal is the test's own request: it shows that the policy is at work.
        Assert.Equal("""[0,1,"0px",0]""", seen.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Page_shows_everything_with_enough_contrast(string scheme)
    {
        string page = await ReportSamples.WriteAsync(ReportSamples.Fleet(200).Select((row, i) => row with
        {
            InstallStatus = GraphSchema.IosUpdatesInstallStatus.Members[i % GraphSchema.IosUpdatesInstallStatus.Members.Count].Name,
        }));

        JToken seen = await browser.RunAsync(page, $"document.documentElement.dataset.theme = '{scheme}';" + """
            document.querySelector('#columns').open = true;
            await Promise.all(document.getAnimations().map(animation => animation.finished));
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const rgba = color => {
              canvas.clearRect(0, 0, 1, 1);
              canvas.fillStyle = color;
              canvas.fillRect(0, 0, 1, 1);
              return canvas.getImageData(0, 0, 1, 1).data;
            };
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
              .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = element => {
              for (let at = element; at; at = at.parentElement) {
                const color = rgba(getComputedStyle(at).backgroundColor);
                if (color[3] === 255) return color;
              }
              throw new Error('no background');
            };
            const ratio = (color, element) => {
              const [high, low] = [light(rgba(color)), light(behind(element))].sort((a, b) => b - a);
              return (high + 0.05) / (low + 0.05);
            };
            const poor = new Set();
            let texts = 0, shapes = 0;
            const walker = document.createTreeWalker(document.querySelector('.page'), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const element = walker.currentNode.parentElement;
              if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('noscript, button:disabled')) continue;
              const style = getComputedStyle(element);
              texts++;
              const color = element.closest('svg') ? style.fill : style.color;
              if (ratio(color, element) < 4.5) poor.add('text ' + walker.currentNode.data + ' ' + style.color);
            }
            for (const shape of document.querySelectorAll('.donut circle, svg.icon, rect.good, rect.pending, rect.bad, rect.unknown')) {
              if (!shape.checkVisibility() && !shape.closest('svg').checkVisibility()) continue;
              const style = getComputedStyle(shape);
              const color = shape.matches('.donut circle') ? style.stroke : style.fill;
              shapes++;
              if (ratio(color, shape.closest('svg').parentElement) < 3) poor.add(shape.outerHTML + ' ' + color);
            }
            const controls = 'input[type=search], select, .quiet, #columns summary, .pager button:enabled';
            for (const control of document.querySelectorAll(controls)) {
              const edge = getComputedStyle(control).borderTopColor;
              if (ratio(edge, control.parentElement) < 3) poor.add('edge of ' + control.outerHTML.slice(0, 80));
            }
            return { poor: Array.from(poor), texts, shapes, background: getComputedStyle(document.body).backgroundColor };
            """);

        Assert.Equal([], seen["poor"]!.Select(poor => (string)poor!));
        Assert.InRange((int)seen["texts"]!, 500, int.MaxValue);
        Assert.InRange((int)seen["shapes"]!, 100, int.MaxValue);
        Assert.Equal(scheme == "dark" ? "rgb(21, 24, 28)" : "rgb(250, 249, 246)", (string?)seen["background"]);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Page_is_never_wider_than_the_window(int width)
    {
        string page =
            await ReportSamples.WriteAsync(ReportSamples.Hostile("x").Select(ReportSamples.HostileRow).Concat(ReportSamples.Fleet(50)));

        JToken seen = await browser.RunAsync(page, $$"""
            const root = document.documentElement;
            const tooWide = Array.from(document.querySelectorAll('.page *'))
              .filter(element => element.getBoundingClientRect().right > root.clientWidth + 1)
              .filter(element => element.checkVisibility() && !element.parentElement.closest('.scroll, .hidden'))
              .map(element => element.outerHTML.slice(0, 60));
            const rows = document.querySelectorAll('#grid tbody tr').length;
            return [root.clientWidth <= {{width}}, root.scrollWidth - root.clientWidth, rows, ...tooWide.slice(0, 5)];
            """, width: width);

        Assert.Equal("[true,0,50]", seen.ToString(Newtonsoft.Json.Formatting.None));
    }
}

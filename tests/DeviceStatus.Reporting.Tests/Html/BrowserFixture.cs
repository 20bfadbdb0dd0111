using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Reporting.Tests.Html;

/// <summary>The browser of this machine, without a window, started once for the tests of a class.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge"];

    private static readonly string? Executable = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,

            // Chromium refuses its sandbox to root; the small /dev/shm of a container is too small for it.
            ChromiumSandbox = false,
            Args =
            [
                "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page and runs a script in it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="script">The body of an async function, which returns the result.</param>
    /// <param name="policy">Whether the page keeps its content security policy.</param>
    /// <param name="width">The width of the page.</param>
    /// <returns>The result.</returns>
    internal async Task<JToken> RunAsync(string html, string script, bool policy = true, int width = 1280)
    {
        if (!policy)
        {
            html = Regex.Replace(html, "<meta http-equiv=\"Content-Security-Policy\"[^>]*>", string.Empty);
        }

        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 1000 } };
        return await OpenAsync(html, options, async page =>
            JToken.Parse(await page.EvaluateAsync<string>($"async () => JSON.stringify(await (async () => {{ {script} }})())")));
    }

    /// <summary>Opens a page; an error of its script fails the test.</summary>
    /// <param name="html">The page.</param>
    /// <param name="options">The window and what the reader prefers.</param>
    /// <param name="use">What is done with the page when it has loaded.</param>
    /// <returns>The result.</returns>
    internal async Task<T> OpenAsync<T>(string html, BrowserNewContextOptions options, Func<IPage, Task<T>> use)
    {
        Assert.SkipWhen(_browser is null, "No Chromium, Chrome or Edge is on the PATH, so the report was not opened in a browser.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("devicestatus-report-");
        try
        {
            string file = Path.Combine(folder.FullName, "report.html");
            await File.WriteAllTextAsync(file, html, new UTF8Encoding(false), TestContext.Current.CancellationToken);
            await using IBrowserContext context = await _browser!.NewContextAsync(options);
            IPage page = await context.NewPageAsync();
            var errors = new List<string>();
            page.PageError += (_, error) => errors.Add(error);
            await page.GotoAsync(new Uri(file).AbsoluteUri);
            T result = await use(page);
            Assert.Equal([], errors);
            return result;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

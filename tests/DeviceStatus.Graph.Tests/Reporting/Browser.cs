using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Reporting;

/// <summary>A headless Chromium that opens a page, runs a script in it, and says what the script found.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge"];

    private static readonly string? Executable = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Opens a page and runs a script in it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="script">The body of an async function; what it returns, which is not a string, is the result.</param>
    /// <param name="policy">Whether the page keeps its content security policy, which then allows the script, too.</param>
    /// <returns>The result.</returns>
    internal static async Task<JToken> RunAsync(string page, string script, bool policy = true)
    {
        if (Executable is null)
        {
            Assert.Skip("No Chromium, Chrome or Edge is on the PATH: the report was NOT tried in a browser.");
        }

        string driver = $$"""
            (async () => {
              const result = document.createElement('pre');
              result.id = 'test-result';
              try { result.textContent = JSON.stringify(await (async () => { {{script}} })()); }
              catch (error) { result.textContent = JSON.stringify('thrown: ' + error.stack); }
              document.body.append(result);
            })();
            """.ReplaceLineEndings("\n");
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(driver)));
        page = policy
            ? page.Replace("script-src '", $"script-src 'sha256-{hash}' '", StringComparison.Ordinal)
            : Regex.Replace(page, "<meta http-equiv=\"Content-Security-Policy\"[^>]*>", string.Empty);
        page = page.Replace("</body>\n</html>", $"<script>{driver}</script></body>\n</html>", StringComparison.Ordinal);

        DirectoryInfo folder = Directory.CreateTempSubdirectory("devicestatus-report-");
        try
        {
            string file = Path.Combine(folder.FullName, "report.html");
            await File.WriteAllTextAsync(file, page, new UTF8Encoding(false), TestContext.Current.CancellationToken);
            string dom = await DumpAsync(folder, new Uri(file));
            Match result = Regex.Match(dom, "<pre id=\"test-result\">(.*?)</pre>", RegexOptions.Singleline);
            Assert.True(result.Success, "The page's script did not come to its end.");
            var found = JToken.Parse(WebUtility.HtmlDecode(result.Groups[1].Value));
            Assert.False(found.Type == JTokenType.String, found.ToString());
            return found;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> DumpAsync(DirectoryInfo folder, Uri page)
    {
        var start = new ProcessStartInfo(Executable!) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        string[] all =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1280,1000",
            "--virtual-time-budget=20000", $"--user-data-dir={Path.Combine(folder.FullName, "profile")}",
            "--dump-dom", page.AbsoluteUri,
        ];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(90));
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
            string dom = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await errors;
            await process.WaitForExitAsync(timeout.Token);
            return dom;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}

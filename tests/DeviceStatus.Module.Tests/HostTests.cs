using System.Diagnostics;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The host that runs the demo where no pwsh is installed.</summary>
public sealed class HostTests
{
    [Fact]
    public void Demo_shows_its_tables_and_the_rows_that_failed()
    {
        (int exitCode, string output) = Run(Repository.Path("samples", "demo.ps1"), noColour: true);
        Assert.Equal(0, exitCode);
        Assert.Matches("(?m)^Name +IsDefault +AuthType +TenantId", output);
        Assert.Matches("(?m)^DeviceDisplayName +InstallStatus +OsVersion +Status +Id", output);
        Assert.Contains("New-IosUpdateDeviceStatus: 300 rows: 300 done", output, StringComparison.Ordinal);
        Assert.Contains("… and 297 more.", output, StringComparison.Ordinal);
        Assert.Contains("4. The 3 rows that failed, and why", output, StringComparison.Ordinal);
        Assert.Contains("GraphNotFound", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public void Demo_has_colours_unless_NO_COLOR_is_set() =>
        Assert.Contains(
            "\u001b[1m1. Connect", Run(Repository.Path("samples", "demo.ps1"), noColour: false).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("throw 'broken'", 1, "broken")]
    [InlineData("exit 3", 3, "")]
    [InlineData("Write-Host one -NoNewline; Write-Host two; 3", 0, "onetwo\n3")]
    [InlineData("Get-Nothing", 0, "Get-Nothing")]
    public void Script_gives_its_exit_code_and_its_output(string script, int exitCode, string text)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".ps1");
        File.WriteAllText(path, script);
        try
        {
            (int actual, string output) = Run(path, noColour: true);
            Assert.Equal(exitCode, actual);
            Assert.Contains(text, output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int ExitCode, string Output) Run(string script, bool noColour)
    {
        ProcessStartInfo start = new("dotnet", [Repository.Program("DeviceStatus.Host"), script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "xterm";
        start.Environment["NO_COLOR"] = noColour ? "1" : null;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}

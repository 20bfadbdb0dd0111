using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>A run with a journal continues where an earlier one ended.</summary>
public sealed class JournalTests : ModuleTests, IDisposable
{
    private const string Header =
        "{\"journal\":\"DeviceStatus\",\"version\":1,\"command\":\"New-IosUpdateDeviceStatus\",\"endpoint\":\"SERVER/\"}\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("DeviceStatus-").FullName;
    private readonly string _journal;

    public JournalTests(ModuleFixture fixture)
        : base(fixture)
    {
        _journal = Path.Combine(_folder, "run.jsonl");
        Session.SetVariable("journal", _journal);
    }

    [Fact]
    public void Journal_that_holds_every_row_as_done_says_so_with_its_age()
    {
        IReadOnlyList<PSObject> rows = NewRows("done", 3);
        RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded();
        PipelineResult again = RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded();
        Assert.Matches(
            @"^Nothing was sent: the journal '.*run\.jsonl', started \d+(\.\d)? s ago \(\d{4}-\d\d-\d\d \d\d:\d\dZ\), "
            + @"holds every row as done\. "
            + "To send the rows again, use another -JournalPath\\.$",
            Assert.Single(again.Warnings));
        Assert.Contains("3 rows: 0 done, 3 skipped (done by an earlier run)", Assert.Single(again.Information), StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_of_an_earlier_run_skips_what_is_done_and_sends_the_rest()
    {
        IReadOnlyList<PSObject> rows = NewRows("resume", 50);
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 20", Server.Url).Succeeded();
        RunRows(
            rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal -TimeBudget 0.5 -Connection Slow -ErrorAction SilentlyContinue");
        Assert.Equal("20", LastRun("Done"));
        Run("Disconnect-DeviceStatus Slow").Succeeded();

        PipelineResult second = RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal -Connection Test").Succeeded();
        Assert.Equal($"50 20 30 {_journal}", LastRun("Rows Skipped Done JournalPath"));
        Assert.Contains("50 rows: 30 done, 20 skipped", Assert.Single(second.Information), StringComparison.Ordinal);
        string[] created = [.. Run("Get-IosUpdateDeviceStatus -Connection Test -Filter \"osVersion eq 'resume'\"").Values("UserName")];
        Assert.Equal(50, created.Length);
        Assert.Equal(50, created.Distinct().Count());

        Server.ClearRequests();
        Assert.Empty(RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal -Connection Test").Succeeded().Output);
        Assert.Equal("50", LastRun("Skipped"));
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void Journal_with_a_refused_row_sends_it_again()
    {
        Server.Script(new { match = "^POST ", status = 403, body = new { error = new { code = "Forbidden", message = "Not yet." } } });
        Assert.Equal(["GraphForbidden"], Run("New-IosUpdateDeviceStatus -OsVersion refused -JournalPath $journal").ErrorIds);
        Run("New-IosUpdateDeviceStatus -OsVersion refused -JournalPath $journal").Succeeded();
        Assert.Single(CreatedUsers("refused"));
    }

    [Theory]
    [InlineData("PATCH", "Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName safe -JournalPath $args[0]")]
    [InlineData("DELETE", "Remove-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -Confirm:$false -JournalPath $args[0]")]
    public void Journal_with_an_update_in_doubt_sends_it_again_after_a_read(string method, string command)
    {
        Server.Script(new { match = $"^{method} ", mode = "hang" });
        using RunningPipeline pipeline = Session.Begin(command, _journal);
        Server.WaitForRequests(1);
        pipeline.Stop();
        pipeline.Wait();
        Run(command, _journal).Succeeded();
        Assert.Equal([method, "GET", method], Server.Requests().Select(request => request.Method));
        Assert.Equal("1", LastRun("Done"));
    }

    [Fact]
    public void Journal_with_a_creation_in_doubt_sends_it_again_only_with_RetryInDoubt()
    {
        Server.Script(new { match = "^POST ", mode = "resetAfter" });
        Run("New-IosUpdateDeviceStatus -OsVersion doubt -JournalPath $journal");
        Server.ClearRequests();

        PSObject row = Row("OsVersion=doubt");
        ErrorRecord error = RunRows([row], "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Error;
        Assert.Equal("OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Contains("-RetryInDoubt", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Same(row, error.TargetObject);
        Assert.Empty(Server.Requests());

        // The user has looked, removed the object, and repeats the row.
        Run("Get-IosUpdateDeviceStatus -Filter \"osVersion eq 'doubt'\" | Remove-IosUpdateDeviceStatus -Confirm:$false").Succeeded();
        Assert.Equal(
            ["doubt"],
            RunRows([row], "$rows | New-IosUpdateDeviceStatus -JournalPath $journal -RetryInDoubt").Succeeded().Values("OsVersion"));
        Assert.Empty(RunRows([row], "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded().Output);
        Assert.Single(CreatedUsers("doubt"));
    }

    [Fact]
    public void Journal_counts_equal_rows_separately()
    {
        PSObject[] rows = [Row("OsVersion=twins"), Row("OsVersion=twins")];
        Assert.Equal(2, RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded().Output.Count);
        Assert.Single(RunRows([.. rows, rows[0]], "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded().Output);
        Assert.Equal("2", LastRun("Skipped"));
        Assert.Equal(3, CreatedUsers("twins").Count);
    }

    [Fact]
    public void Journal_holds_addresses_and_reasons_but_no_body_and_no_secret()
    {
        RunRows([Row("OsVersion=private", "UserName=Ann Secret")], "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded();
        Run("Set-IosUpdateDeviceStatus nobody -UserName 'Ann Secret' -JournalPath \"$journal.2\"");
        string text = File.ReadAllText(_journal) + File.ReadAllText(_journal + ".2");
        Assert.DoesNotContain(PowerShellSession.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann Secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", text, StringComparison.Ordinal);
        Assert.Contains(IosPath + "/nobody", text, StringComparison.Ordinal);
        Assert.Contains("GraphNotFound", text, StringComparison.Ordinal);
        Assert.All(File.ReadLines(_journal), line => JsonDocument.Parse(line).Dispose());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_journal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Journal_with_a_torn_last_line_leaves_the_row_in_doubt(int length)
    {
        IReadOnlyList<PSObject> rows = NewRows("torn", 3);
        RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").Succeeded();
        string[] lines = File.ReadAllText(_journal, Encoding.UTF8).TrimEnd('\n').Split('\n');
        File.WriteAllText(_journal, string.Join('\n', lines[..^1]) + "\n" + lines[^1][..length]);

        Assert.Equal(["OutcomeUnknown"], RunRows(rows, "$rows | New-IosUpdateDeviceStatus -JournalPath $journal").ErrorIds);
        Assert.Equal("2", LastRun("Skipped"));
        Assert.Equal(3, CreatedUsers("torn").Count);
    }

    [Fact]
    public void Journal_that_is_in_use_is_refused()
    {
        Server.Script(new { match = "^POST ", mode = "hang" });
        using RunningPipeline pipeline = PowerShellSession.BeginElsewhere(
            """
            $null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Other
            New-IosUpdateDeviceStatus -OsVersion first -JournalPath $args[1]
            """,
            Server.Url,
            _journal);
        Server.WaitForRequests(1);
        ErrorRecord error = Run("New-IosUpdateDeviceStatus -OsVersion other -JournalPath $journal").Error;
        Assert.StartsWith("JournalError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("another run", error.ToString(), StringComparison.Ordinal);
        Server.Release();
        pipeline.Wait().Succeeded();
    }

    [Theory]
    [InlineData("Id,Status\nx,error\n")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("hello")]
    [InlineData("\0\u0001\0\n")]
    [InlineData("{\"journal\":\"DeviceStatus\",\"version\":1,\"command\":\"Remove-IosUpdateDeviceStatus\",\"endpoint\":\"SERVER/\"}\n")]
    [InlineData(
        "{\"journal\":\"DeviceStatus\",\"version\":1,\"command\":\"New-IosUpdateDeviceStatus\","
        + "\"endpoint\":\"https://graph.microsoft.us/\"}\n")]
    [InlineData("{\"journal\":\"DeviceStatus\",\"version\":2,\"command\":\"New-IosUpdateDeviceStatus\",\"endpoint\":\"SERVER/\"}\n")]
    [InlineData(Header + "rubbish\n{\"run\":\"x\"}\n")]
    public void JournalPath_of_a_file_that_is_no_journal_of_the_command_is_refused_and_left_unchanged(string text)
    {
        File.WriteAllText(_journal, text.Replace("SERVER", Server.Url, StringComparison.Ordinal));
        byte[] before = SHA256.HashData(File.ReadAllBytes(_journal));
        ErrorRecord error = Run("New-IosUpdateDeviceStatus -OsVersion a -JournalPath $journal").Error;
        Assert.Equal("JournalError,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OpenError, error.CategoryInfo.Category);
        Assert.Contains("run.jsonl", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(_journal)));
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("no-such-folder/run.jsonl")]
    [InlineData(".")]
    public void JournalPath_that_cannot_be_a_file_is_refused(string path)
    {
        Assert.Equal(
            ["JournalError"], Run("New-IosUpdateDeviceStatus -OsVersion a -JournalPath $args[0]", Path.Combine(_folder, path)).ErrorIds);
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void JournalPath_in_a_read_only_folder_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no read-only folders.");
            return;
        }

        string locked = Path.Combine(_folder, "locked");
        Directory.CreateDirectory(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // To root nothing is read-only but what the kernel makes so.
        string path = Environment.IsPrivilegedProcess ? "/sys/run.jsonl" : Path.Combine(locked, "run.jsonl");
        Assert.Equal(["JournalError"], Run("New-IosUpdateDeviceStatus -OsVersion a -JournalPath $args[0]", path).ErrorIds);
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Empty(Server.Requests());
    }

    public void Dispose()
    {
        Run("Get-DeviceStatusConnection | Disconnect-DeviceStatus");
        Directory.Delete(_folder, recursive: true);
    }
}

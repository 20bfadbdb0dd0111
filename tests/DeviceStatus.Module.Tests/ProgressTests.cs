using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The progress of a run that takes a while.</summary>
public sealed class ProgressTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Fact]
    public void Progress_of_a_run_that_waits_shows_what_is_done_and_how_long_it_will_take()
    {
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 10", Server.Url).Succeeded();
        RunRows(
            NewRows("progress", 30), "$rows | New-IosUpdateDeviceStatus -Connection Slow -TimeBudget 1.2 -ErrorAction SilentlyContinue");

        ProgressRecord[] records = [.. Session.Host.Screen.Progress];
        ProgressRecord shown = records.First(record => record is { RecordType: ProgressRecordType.Processing, PercentComplete: > 0 });
        Assert.Equal("New-IosUpdateDeviceStatus", shown.Activity);
        Assert.Contains("10 done", shown.StatusDescription, StringComparison.Ordinal);
        Assert.Contains("0 under way, 20 not sent yet", shown.StatusDescription, StringComparison.Ordinal);
        Assert.Contains("waiting for quota", shown.StatusDescription, StringComparison.Ordinal);
        Assert.Equal(33, shown.PercentComplete);
        Assert.InRange(shown.SecondsRemaining, 18, 60);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
    }

    [Theory]
    [InlineData("", -1, -1, -1)]
    [InlineData("-TotalCount 300", 578, 582, 3)]
    [InlineData("-TotalCount 5", -1, -1, -1)]
    public void Progress_of_a_run_whose_rows_still_come_tells_the_time_only_when_it_knows_their_number(
        string count, int atLeast, int atMost, int percent)
    {
        // The pipeline ends with the budget; until then, rows are still to come.
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 10", Server.Url).Succeeded();
        Run(
            "& { 1..12 | ForEach-Object { [pscustomobject]@{ UserName = $_ } }; "
            + "[System.Threading.Tasks.Task]::Delay(900).Wait(); [pscustomobject]@{ UserName = 13 } } | "
            + $"New-IosUpdateDeviceStatus -Connection Slow -TimeBudget 1 -ErrorAction SilentlyContinue {count}");

        ProgressRecord shown = Session.Host.Screen.Progress.First(record => record.RecordType == ProgressRecordType.Processing);
        Assert.Equal(percent, shown.PercentComplete);
        Assert.InRange(shown.SecondsRemaining, atLeast, atMost);
    }

    [Fact]
    public void Progress_and_WhatIf_tell_the_same_time()
    {
        const string Rows = "1..105 | ForEach-Object { [pscustomobject]@{ UserName = $_ } }";
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 10", Server.Url).Succeeded();
        Run($"{Rows} | New-IosUpdateDeviceStatus -Connection Slow -WhatIf").Succeeded();
        Assert.Contains("in at least 3 min 20 s", Session.Host.Screen.Lines[^1], StringComparison.Ordinal);

        Run($"{Rows} | New-IosUpdateDeviceStatus -Connection Slow -TotalCount 105 -TimeBudget 1 -ErrorAction SilentlyContinue");

        ProgressRecord shown = Session.Host.Screen.Progress.First(record => record.RecordType == ProgressRecordType.Processing);
        Assert.InRange(shown.SecondsRemaining, 195, 200);
    }

    [Fact]
    public void Progress_counts_rows_without_a_response_as_under_way_and_others_not()
    {
        Server.Script(new { match = "^POST .*batch", mode = "hang" });
        RunRows(
            NewRows("flight", 50),
            "$rows | New-IosUpdateDeviceStatus -ThrottleLimit 1 -TimeBudget 1.5 -StopGrace 0.1 -ErrorAction SilentlyContinue");
        Assert.Contains(
            Session.Host.Screen.Progress,
            record => record.StatusDescription.StartsWith("0 done, 20 under way, 30 not sent yet, 0.0 rows/s", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_counts_rows_of_an_earlier_run_as_skipped_and_not_in_the_rate()
    {
        string journal = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".jsonl");
        IReadOnlyList<System.Management.Automation.PSObject> rows = NewRows("skip", 40);
        RunRows([.. rows.Take(30)], "$rows | New-IosUpdateDeviceStatus -JournalPath $args[0]", journal).Succeeded();
        Server.Script(new { match = "^POST ", mode = "hang", times = 0 });
        RunRows(
            rows,
            "$rows | New-IosUpdateDeviceStatus -JournalPath $args[0] -TimeBudget 1.5 -StopGrace 0.1 -ErrorAction SilentlyContinue",
            journal);
        File.Delete(journal);
        Assert.Contains(
            Session.Host.Screen.Progress,
            record => record.StatusDescription.StartsWith(
                "0 done, 30 skipped, 10 under way, 0 not sent yet, 0.0 rows/s", StringComparison.Ordinal));
        Assert.Equal("30", LastRun("Skipped"));
        Assert.InRange(double.Parse(LastRun("RowsPerSecond"), System.Globalization.CultureInfo.InvariantCulture), 0, 10);
    }

    [Fact]
    public void Progress_of_a_short_run_is_not_shown()
    {
        RunRows(NewRows("short", 5), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        Assert.Empty(Session.Host.Screen.Progress);
    }

    [Fact]
    public void Summary_line_of_several_rows_is_shown_once()
    {
        PipelineResult result = RunRows(NewRows("summary", 5), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        string summary = Assert.Single(result.Information);
        Assert.StartsWith("New-IosUpdateDeviceStatus: 5 rows: 5 done, in ", summary, StringComparison.Ordinal);
        Assert.EndsWith("requests).", summary.Replace("(1 request).", "requests).", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-IosUpdateDeviceStatus -OsVersion one")]
    [InlineData("Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -OsVersion one")]
    [InlineData("Remove-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -Confirm:$false")]
    public void Summary_line_of_one_row_is_not_shown(string command) => Assert.Empty(Run(command).Succeeded().Information);
}

using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The exit code of a run, its state, and its JSON.</summary>
public sealed class RunExitCodeTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private static readonly string[] Members =
    [
        "schemaVersion", "id", "command", "connection", "startedOn", "durationSeconds", "state", "exitCode", "rows", "done", "failed",
        "notSent", "outcomeUnknown", "skipped", "requests", "batches", "retries", "throttled", "quotaWaitSeconds", "rowsPerSecond",
        "journalPath", "failures", "coverage", "reportJobs", "parts",
    ];

    private static readonly string[] PartMembers =
    [
        "connection", "tenantId", "graphEndpoint", "startedOn", "durationSeconds", "rows", "done", "failed", "notSent", "outcomeUnknown",
        "skipped", "requests", "batches", "retries", "throttled", "quotaWaitSeconds", "writeLimit", "currentWriteLimit", "rowsPerSecond",
        "coverageCount",
    ];

    [Fact]
    public void Run_of_rows_that_are_done_exits_with_0()
    {
        RunRows(NewRows("done", 3), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        Assert.Equal("0 Completed", LastRun("ExitCode State"));
    }

    [Fact]
    public void Run_with_a_failed_row_exits_with_1()
    {
        RunRows([Row("Id=" + Ios(1), "UserName=a"), Row("Id=nobody", "UserName=a")], "$rows | Set-IosUpdateDeviceStatus");
        Assert.Equal("1 Completed 1", LastRun("ExitCode State Failed"));
    }

    [Fact]
    public void Run_with_an_unknown_outcome_exits_with_2()
    {
        Server.Script(new { match = "^POST ", mode = "resetAfter", times = 0 });
        RunRows([Row("UserName=a")], "$rows | New-IosUpdateDeviceStatus -RetryLimit 0");
        Assert.Equal("2 1 0", LastRun("ExitCode OutcomeUnknown NotSent"));
    }

    [Fact]
    public void Run_whose_time_budget_is_used_up_exits_with_75()
    {
        Run("$null = Connect-DeviceStatus -Name slow -GraphEndpoint $args[0] -AccessToken $token -WriteLimit 1", Server.Url).Succeeded();
        RunRows(NewRows("budget", 60), "$rows | New-IosUpdateDeviceStatus -TimeBudget 0.3 -Connection slow");
        Assert.Equal("75 Completed", LastRun("ExitCode State"));
        Assert.NotEqual("0", LastRun("NotSent"));
    }

    [Fact]
    public void Run_that_MaxErrors_stops_exits_with_1_although_rows_were_not_sent()
    {
        IReadOnlyList<PSObject> rows = [.. Enumerable.Range(1, 200).Select(number => Row($"Id=nobody-{number}", "UserName=a"))];
        RunRows(rows, "$rows | Set-IosUpdateDeviceStatus -MaxErrors 5 -ThrottleLimit 1 -BatchSize 1");
        Assert.Equal("1 Completed True", LastRun("ExitCode State") + Run("' ' + ((Get-DeviceStatusRun -Last).NotSent -gt 0)").Text);
    }

    [Fact]
    public void Run_whose_token_is_refused_exits_with_78()
    {
        Server.Script(new { match = "^(POST|PATCH) ", status = 401, times = 0 });
        RunRows(NewRows("refused", 60), "$rows | New-IosUpdateDeviceStatus");
        Assert.Equal("78 Completed", LastRun("ExitCode State"));
    }

    [Theory]
    [InlineData("$rows | Set-IosUpdateDeviceStatus", "NotConnected", "Set-IosUpdateDeviceStatus")]
    [InlineData("Get-DeviceStatus", "NotConnected", "Get-DeviceStatus")]
    [InlineData("Get-DeviceStatus -User -Kind IosUpdate", "InvalidArgument", "Get-DeviceStatus")]
    public void Command_that_is_refused_is_a_run_that_exits_with_78(string script, string errorId, string command)
    {
        Run("Get-DeviceStatusConnection | Disconnect-DeviceStatus");
        PipelineResult result = RunRows([Row("Id=" + Ios(1), "UserName=a")], script);
        Assert.Equal([errorId], result.ErrorIds);
        Assert.Equal($"78 Refused 0 {command}", LastRun("ExitCode State Rows Command"));
        Assert.Equal($"0 {errorId}", Run("$f = (Get-DeviceStatusRun -Last).Failures; \"$($f.Row) $($f.ErrorId)\"").Text);
    }

    [Fact]
    public void Sign_in_that_fails_is_a_run_that_exits_with_78()
    {
        PipelineResult result =
            Run("Connect-DeviceStatus -CertificatePath none.pfx -TenantId contoso.example -ClientId $args[0]", Configuration);
        Assert.Equal(["SignInFailed"], result.ErrorIds);
        Assert.Equal("78 Refused contoso.example Connect-DeviceStatus", LastRun("ExitCode State Connection Command"));
        Assert.Equal("SignInFailed", Run("(Get-DeviceStatusRun -Last).Failures.ErrorId").Text);
    }

    [Fact]
    public void Run_in_progress_is_not_removed_for_newer_ones()
    {
        Server.Script(new { match = "^PATCH ", mode = "hang" });
        using RunningPipeline running = Session.Begin("Set-IosUpdateDeviceStatus $args[0] -UserName a -Connection Test", IosId);
        Server.WaitForRequests(1);
        string[] texts = [.. PowerShellSession.BeginElsewhere(
            """
            $id = (Get-DeviceStatusRun -Last).Id
            $name = (Get-DeviceStatusConnection).Name
            1..250 | ForEach-Object { @() | Set-IosUpdateDeviceStatus -Connection $name -WarningAction Ignore }
            "$((Get-DeviceStatusRun $id).State) $((Get-DeviceStatusRun).Count)"
            """).Wait().Succeeded().Texts];
        Server.Release();
        running.Wait().Succeeded();
        Assert.Equal(["Running 200"], texts);
    }

    [Fact]
    public void Journal_that_cannot_be_used_is_one_run_that_exits_with_78()
    {
        RunRows([Row("Id=" + Ios(1), "UserName=a")], "$rows | Set-IosUpdateDeviceStatus").Succeeded();
        int before = int.Parse(LastRun("Id"), CultureInfo.InvariantCulture);
        RunRows(
            [Row("Id=" + Ios(1), "UserName=a")], "$rows | Set-IosUpdateDeviceStatus -JournalPath $args[0]", Repository.Path("README.md"));
        Assert.Equal($"78 Refused {before + 1}", LastRun("ExitCode State Id"));
    }

    [Fact]
    public void Pipeline_without_rows_is_a_run_that_exits_with_0()
    {
        PipelineResult result = Run("@() | Set-IosUpdateDeviceStatus").Succeeded();
        Assert.Contains("no row came through the pipeline", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("0 Completed 0 Set-IosUpdateDeviceStatus", LastRun("ExitCode State Rows Command"));
    }

    [Fact]
    public void Pipeline_that_fails_before_its_first_row_is_a_run_that_exits_with_75()
    {
        Run("& { throw 'no file' } | Set-IosUpdateDeviceStatus");
        Assert.Equal("75 Stopped 0", LastRun("ExitCode State Rows"));
    }

    [Fact]
    public void Pipeline_that_fails_after_some_rows_exits_with_75()
    {
        RunRows([Row("Id=" + Ios(1), "UserName=a")], "& { $rows; throw 'file ends' } | Set-IosUpdateDeviceStatus -BatchSize 1");
        Assert.Equal("75 Stopped 1", LastRun("ExitCode State Rows"));
    }

    [Fact]
    public void WhatIf_leaves_no_run()
    {
        RunRows(NewRows("before", 2), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        string before = LastRun("Id");
        Run("Set-IosUpdateDeviceStatus $args[0] -UserName a -WhatIf", IosId).Succeeded();
        Assert.Equal(before, LastRun("Id"));
    }

    [Fact]
    public void Read_that_is_complete_exits_with_0()
    {
        Run("Get-DeviceStatus -Kind DeviceCompliancePolicy").Succeeded();
        Assert.Equal("0 Completed", LastRun("ExitCode State"));
    }

    [Fact]
    public void Read_of_a_policy_that_is_not_there_exits_with_1_and_is_reported()
    {
        PipelineResult result = Run("Get-DeviceStatus 'No such policy'");
        Assert.Equal(["PolicyNotFound"], result.ErrorIds);
        Assert.Equal("1 Completed", LastRun("ExitCode State"));
        Assert.Equal(
            "1 Failed", Run("$m = Get-DeviceStatusRun -Last | Measure-DeviceStatus -Property Outcome; \"$($m.Count) $($m.Value)\"").Text);
    }

    [Fact]
    public void Read_whose_token_is_refused_exits_with_78()
    {
        Server.Script(new { match = "^GET |batch$", status = 401, times = 0 });
        Run("Get-DeviceStatus");
        Assert.Equal("78", LastRun("ExitCode"));
    }

    [Fact]
    public void AsJson_writes_the_documented_members_in_their_order()
    {
        RunRows(
            [Row("Id=" + Ios(1), "UserName=a"), Row("Id=nobody\u202E", "UserName=a")], "$rows | Set-IosUpdateDeviceStatus");
        using JsonDocument document = JsonDocument.Parse(Run("Get-DeviceStatusRun -Last -AsJson").Text);
        JsonElement run = document.RootElement;
        Assert.Equal(Members, run.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, run.GetProperty("schemaVersion").GetInt32());
        Assert.Equal((2, 1, 1, 1), (Number("rows"), Number("done"), Number("failed"), Number("exitCode")));
        Assert.Equal("Test", run.GetProperty("connection").GetString());
        JsonElement failure = Assert.Single(run.GetProperty("failures").EnumerateArray());
        Assert.Equal(["row", "id", "outcome", "errorId", "reason"], failure.EnumerateObject().Select(member => member.Name));
        Assert.Equal("nobody\\u202E", failure.GetProperty("id").GetString());
        Assert.Equal(0, run.GetProperty("coverage").GetArrayLength());
        JsonElement part = Assert.Single(run.GetProperty("parts").EnumerateArray());
        Assert.Equal(PartMembers, part.EnumerateObject().Select(member => member.Name));

        int Number(string name) => run.GetProperty(name).GetInt32();
    }

    [Fact]
    public void AsJson_is_the_same_in_any_culture()
    {
        RunRows(NewRows("culture", 2), "$rows | New-IosUpdateDeviceStatus").Succeeded();
        string[] texts =
        [
            .. Run(
                """
                Get-DeviceStatusRun -Last -AsJson
                $before = [cultureinfo]::CurrentCulture
                [cultureinfo]::CurrentCulture = 'th-TH'
                try { Get-DeviceStatusRun -Last -AsJson } finally { [cultureinfo]::CurrentCulture = $before }
                """).Succeeded().Texts,
        ];
        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public void AsJson_of_a_read_has_its_coverage()
    {
        Run("Get-DeviceStatus -Kind DeviceCompliancePolicy | Out-Null").Succeeded();
        using JsonDocument document = JsonDocument.Parse(Run("Get-DeviceStatusRun -Last -AsJson").Text);
        JsonElement[] coverage = [.. document.RootElement.GetProperty("coverage").EnumerateArray()];
        Assert.Equal(document.RootElement.GetProperty("rows").GetInt32(), coverage.Length);
        Assert.All(coverage, each => Assert.Equal("Complete", each.GetProperty("state").GetString()));
    }

    [Fact]
    public void AsJson_has_the_figures_of_each_connection()
    {
        Run(
            "$null = Connect-DeviceStatus -Sandbox -Name Second; "
            + "Get-DeviceStatus -Kind DeviceCompliancePolicy -Connection Test, Second | Out-Null").Succeeded();
        using JsonDocument document = JsonDocument.Parse(Run("Get-DeviceStatusRun -Last -AsJson").Text);
        JsonElement[] parts = [.. document.RootElement.GetProperty("parts").EnumerateArray()];
        Assert.Equal(["Test", "Second"], parts.Select(part => part.GetProperty("connection").GetString()));
        Assert.Equal(
            [new Uri(Server.Url).AbsoluteUri, "https://sandbox.graph.invalid/"],
            parts.Select(part => part.GetProperty("graphEndpoint").GetString()));
        Assert.All(parts, part => Assert.Equal((3, 3, 3), (Number(part, "rows"), Number(part, "done"), Number(part, "coverageCount"))));
        Assert.All(
            ["rows", "done", "requests", "batches"],
            name => Assert.Equal(Number(document.RootElement, name), parts.Sum(part => Number(part, name))));

        static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("-InformationAction Continue", true, true)]
    [InlineData("-InformationAction SilentlyContinue", false, true)]
    [InlineData("-InformationAction Ignore", false, false)]
    public void Summary_line_respects_InformationAction(string option, bool isShown, bool isRecorded)
    {
        Session.Host.Screen.Clear();
        PipelineResult result = RunRows(NewRows("summary", 2), $"$rows | New-IosUpdateDeviceStatus {option}").Succeeded();
        Assert.Equal(isRecorded, result.Information.Any(text => text.Contains("2 rows: 2 done", StringComparison.Ordinal)));
        Assert.Equal(isShown, Session.Host.Screen.Lines.Any(line => line.Contains("2 rows: 2 done", StringComparison.Ordinal)));
    }
}

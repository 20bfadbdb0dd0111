using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>-WhatIf checks and shows, and sends nothing.</summary>
public sealed class WhatIfTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    public static TheoryData<string> WritingCommands => [.. ModuleCommands.Writing];

    [Theory]
    [InlineData(
        "New-IosUpdateDeviceStatus -UserName 'Ann Öz' -Status error", "POST", "v1.0", "", "\"userName\":\"Ann Öz\",\"status\":\"error\"")]
    [InlineData(
        "Set-IosUpdateDeviceStatus a+b -LastReportedDateTime 2026-01-31 -Platform 8",
        "PATCH",
        "beta",
        "/a%2Bb",
        "\"platform\":8,\"lastReportedDateTime\":\"2026-01-31T00:00:00Z\"")]
    [InlineData("Remove-IosUpdateDeviceStatus a+b", "DELETE", "v1.0", "/a%2Bb", null)]
    public void WhatIf_shows_method_url_and_body(string command, string method, string version, string tail, string? members)
    {
        Run(command + " -WhatIf").Succeeded();
        string line = Assert.Single(Session.Host.Screen.Lines);
        Assert.StartsWith("What if: ", line, StringComparison.Ordinal);
        Assert.Contains($"\"{method}\"", line, StringComparison.Ordinal);
        string body = members is null ? string.Empty : " {" + IosType + "," + members + "}";
        Assert.Contains($"\"{Server.Url}/{version}/deviceManagement/iosUpdateStatuses{tail}{body}\"", line, StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(WritingCommands))]
    public void WhatIf_of_each_command_sends_nothing_and_outputs_nothing(string command)
    {
        PipelineResult result =
            Run(ModuleCommands.Call(command).Replace(" -Confirm:$false", string.Empty, StringComparison.Ordinal) + " -WhatIf").Succeeded();
        Assert.Empty(result.Output);
        Assert.StartsWith("What if: ", Assert.Single(Session.Host.Screen.Lines), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(WritingCommands))]
    public void WhatIfPreference_of_the_session_is_respected(string command)
    {
        Run("$WhatIfPreference = $true; try { " + ModuleCommands.Call(command) + " } finally { $WhatIfPreference = $false }").Succeeded();
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void WhatIf_checks_the_rows()
    {
        PipelineResult result = RunRows([Row("Id=i", "Status=eror"), Row("Id=i", "Status=")], "$rows | Set-IosUpdateDeviceStatus -WhatIf");
        Assert.Equal(["InvalidRow", "NothingToChange"], result.ErrorIds);
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void WhatIf_of_many_rows_says_how_long_they_would_take_and_makes_no_journal()
    {
        string journal = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".jsonl");
        Run(
            """
            $null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Paced -WriteLimit 100
            1..301 | ForEach-Object { [pscustomobject]@{ Id = $_; Status = 'error' } } |
                Set-IosUpdateDeviceStatus -WhatIf -JournalPath $args[1]
            """,
            Server.Url,
            journal).Succeeded();
        string last = Session.Host.Screen.Lines[^1];
        Assert.StartsWith("What if: 301 ", last, StringComparison.Ordinal);
        Assert.Contains("1 min 0 s", last, StringComparison.Ordinal);
        Assert.Contains("100 writes in 20 s", last, StringComparison.Ordinal);
        Assert.False(File.Exists(journal));
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void WhatIf_of_many_rows_shows_the_first_in_full_and_counts_the_others_by_kind()
    {
        PipelineResult result = Run(
            """
            & {
                1..5000 | ForEach-Object { [pscustomobject]@{ Id = "i$_"; OsVersion = '1'; Status = $_ -eq 4999 ? 'eror' : 'error' } }
                [pscustomobject]@{ Id = 'i'; Status = '' }
                Get-IosUpdateDeviceStatus -Top 3
            } | Set-IosUpdateDeviceStatus -WhatIf
            """);
        Assert.Equal(["InvalidRow", "NothingToChange"], result.ErrorIds);
        Assert.StartsWith("Row 4999: Status 'eror'", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Row 5001: ", result.Errors[1].ToString(), StringComparison.Ordinal);
        IReadOnlyList<string> lines = Session.Host.Screen.Lines;
        Assert.Equal(14, lines.Count);
        Assert.All(lines.Take(10), line => Assert.Contains("\"osVersion\":\"1\"", line, StringComparison.Ordinal));
        Assert.Equal(
            "What if: 4,989 further rows that would be sent are not shown one by one. "
            + "Test-DeviceStatusInput checks the file without a connection.",
            lines[10]);
        Assert.Equal("What if: 3 rows would not be sent, because nothing in them was changed.", lines[11]);
        Assert.Equal("What if: 2 rows would be refused (InvalidRow 1, NothingToChange 1); the errors say which ones and why.", lines[12]);
        Assert.Equal("What if: 4,999 rows would be sent (PATCH 4,999) without pacing.", lines[13]);
        Assert.Empty(result.Information);
        Assert.All(Server.Requests(), request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public void WhatIf_counts_the_policies_of_the_rows()
    {
        RunRows(
            [Row("DeviceConfigurationId=p", "Id=1", "UserName=a"), Row("DeviceConfigurationId=q", "Id=1", "UserName=a")],
            "$rows | Set-DeviceConfigurationDeviceStatus -WhatIf").Succeeded();
        Assert.Equal("What if: 2 rows of 2 policies would be sent (PATCH 2) without pacing.", Session.Host.Screen.Lines[^1]);
    }

    [Fact]
    public void WhatIf_names_the_device_and_the_user()
    {
        Run("Get-IosUpdateDeviceStatus -Top 1 | Remove-IosUpdateDeviceStatus -WhatIf").Succeeded();
        Assert.EndsWith(
            "\" (device 'IPAD-0001', user 'amara.adler@contoso.com').", Assert.Single(Session.Host.Screen.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_is_no_run()
    {
        Run("Set-IosUpdateDeviceStatus x -OsVersion 1 -ErrorAction Ignore");
        string before = LastRun("Id");
        RunRows([Row("Id=i", "Status=eror"), Row("Id=i", "Status=error")], "$rows | Set-IosUpdateDeviceStatus -WhatIf -ErrorAction Ignore");
        Assert.Equal(before, LastRun("Id"));
    }

    [Fact]
    public void WhatIf_of_a_report_writes_no_file()
    {
        string file = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".html");
        Run("Get-IosUpdateDeviceStatus -Top 1 | Export-DeviceStatusReport $args[0] -WhatIf", file).Succeeded();
        Assert.False(File.Exists(file));
        Assert.Contains(file, Assert.Single(Session.Host.Screen.Lines), StringComparison.Ordinal);
    }
}

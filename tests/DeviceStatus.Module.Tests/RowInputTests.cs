using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Rows of every kind reach the command, numbered as they came.</summary>
public sealed class RowInputTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    [Theory]
    [InlineData("@{ Status = 'error' }", "Id is missing")]
    [InlineData("@{ Id = '  '; Status = 'error' }", "Id is blank")]
    [InlineData("@{ Id = $null; Status = 'error' }", "Id is blank")]
    [InlineData("@{ Id = 'a', 'b'; Status = 'error' }", "Id is several values")]
    [InlineData("@{ Id = [timespan]::Zero; Status = 'error' }", "Id is a value of the type TimeSpan")]
    [InlineData("@{ Id = 'x'; Status = 'complaint' }", "Status 'complaint' is not a compliance status; did you mean 'compliant'?")]
    [InlineData("@{ Id = 'x'; Status = 'error', 'conflict' }", "Status is a list of values")]
    [InlineData("@{ Id = 'x'; UserName = 'a', 'b' }", "UserName is a list of values")]
    [InlineData("@{ Id = 'x'; UserName = @{ a = 1 } }", "UserName is a table of keys and values")]
    [InlineData("@{ Id = 'x'; UserName = \"a$([char]0xD800)\" }", "UserName contains an invalid character")]
    [InlineData("@{ Id = 'x'; LastReportedDateTime = '2026-02-30' }", "LastReportedDateTime '2026-02-30'")]
    [InlineData("@{ Id = 'x'; LastReportedDateTime = '01/02/2026' }", "LastReportedDateTime '01/02/2026' can be read in two ways")]
    [InlineData("@{ Id = 'x'; LastReportedDateTime = [timespan]::Zero }", "LastReportedDateTime is a value of the type TimeSpan")]
    [InlineData("@{ Id = 'x'; Platform = 2147483648 }", "Platform '2147483648'")]
    [InlineData("@{ Id = 'x'; Platform = 3.7 }", "Platform '3.7'")]
    [InlineData("@{ Id = 'x'; Platform = $true }", "Platform is the Boolean value true")]
    [InlineData("@{ Colour = 'red' }", "No column fits a parameter of Set-IosUpdateDeviceStatus. The row has: Colour")]
    [InlineData("@{ Platform = 'x'; Status = 'eror' }", "Id is missing: the row has no such column. Platform 'x'")]
    public void Row_with_a_mistake_is_one_failed_row_with_its_number(string row, string message)
    {
        PipelineResult result = Run(
            $$"""
            $good = [pscustomobject]@{ Id = $args[0]; OsVersion = '1' }
            $bad = [pscustomobject]{{row}}
            $good, $bad, $good | Set-IosUpdateDeviceStatus
            """,
            IosId);
        Assert.Equal(["InvalidRow"], result.ErrorIds);
        Assert.StartsWith("Row 2: " + message, result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("True", Run("[object]::ReferenceEquals($args[0], $bad)", result.Error.TargetObject).Text);
        Assert.Equal("3 2 1", LastRun("Rows Done Failed"));
        Assert.Equal("2", Run("(Get-DeviceStatusRun -Last).Failures.Row").Text);
        Assert.Equal(2, Server.Operations().Count);
    }

    [Theory]
    [InlineData("$null", "The row is null")]
    [InlineData("5", "An object of the type Int32 is not a row")]
    [InlineData("[datetime]::UnixEpoch", "An object of the type DateTime is not a row")]
    [InlineData("' '", "The text that came by the pipeline as -Id is blank")]
    public void Row_that_is_no_object_with_columns_is_a_failed_row(string value, string message)
    {
        PipelineResult result = Run(
            $$"""
            $good = [pscustomobject]@{ Id = $args[0]; OsVersion = '1' }
            & { $good; {{value}}; $good } | Set-IosUpdateDeviceStatus
            """,
            IosId);
        Assert.StartsWith("Row 2: " + message, result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("3 2 1", LastRun("Rows Done Failed"));
    }

    [Fact]
    public void Row_with_JSON_metadata_or_the_state_of_a_table_row_has_no_columns_of_them()
    {
        PipelineResult result = Run(
            """
            $table = [Data.DataTable]::new()
            'Id', 'OsVersion' | ForEach-Object { $null = $table.Columns.Add($_) }
            $null = $table.Rows.Add($args[0], '1')
            $table | Set-IosUpdateDeviceStatus
            [pscustomobject]@{ id = $args[0]; osVersion = '2'; '@odata.type' = '#x'; 'status@odata.type' = '#y' } |
                Set-IosUpdateDeviceStatus
            """,
            IosId).Succeeded();
        Assert.Empty(result.Warnings);
        Assert.Equal(2, Server.Operations().Count);
    }

    [Fact]
    public void ColumnMap_with_a_column_that_the_rows_do_not_have_is_one_warning()
    {
        PipelineResult result = RunRows(
            [Row("Id=" + Ios(1), "UserName=a"), Row("Id=" + Ios(2), "UserName=b")],
            "$rows | Set-IosUpdateDeviceStatus -ColumnMap @{ 'Device name' = 'DeviceDisplayName'; username = 'UserName' }").Succeeded();
        Assert.Equal(["-ColumnMap names 'Device name', and row 1 has no such column. Check the name in the file."], result.Warnings);
    }

    [Fact]
    public void Row_of_empty_cells_is_ignored_and_not_counted()
    {
        PipelineResult result = RunRows(
            [Row("Id=" + Ios(1), "UserName=a"), Row("Id=", "UserName= "), Row("Id=" + Ios(2), "UserName=b")],
            "$rows | Set-IosUpdateDeviceStatus -Verbose").Succeeded();
        Assert.Contains("Row 2 is ignored: every cell is empty.", result.Verbose);
        Assert.Equal("2 2", LastRun("Rows Done"));
    }

    [Fact]
    public void Row_that_was_refused_does_not_change_how_typed_values_are_bound()
    {
        PipelineResult result = Run(
            """
            $bad = [pscustomobject]@{ Id = 'x'; Status = 'eror' }
            $bad, $null, $bad | ForEach-Object { Set-IosUpdateDeviceStatus $args[0] -UserName typed; $_ } | Set-IosUpdateDeviceStatus
            Set-IosUpdateDeviceStatus $args[0] -Status eror
            """.Replace("$args[0]", "'" + IosId + "'", StringComparison.Ordinal));
        Assert.Equal(["InvalidRow", "InvalidRow", "InvalidRow", "ParameterArgumentValidationError"], result.ErrorIds);
        Assert.All(Server.Operations(), operation => Assert.Equal("{" + IosType + ",\"userName\":\"typed\"}", operation.Body));
        Assert.Equal(3, Server.Operations().Count);
    }

    [Theory]
    [InlineData("$args | Get-IosUpdateDeviceStatus", "GET")]
    [InlineData("$args | Set-IosUpdateDeviceStatus -UserName a", "PATCH")]
    [InlineData("$args | ForEach-Object { [guid] $_ } | Remove-IosUpdateDeviceStatus -Confirm:$false", "DELETE")]
    public void Id_by_value_from_the_pipeline_is_the_object_to_write(string script, string method)
    {
        Run(script, Ios(1), Ios(2)).Succeeded();
        Assert.Equal(
            [$"{method} {IosPath}/{Ios(1)}", $"{method} {IosPath}/{Ios(2)}"],
            Server.Operations().Select(operation => $"{operation.Method} {operation.Url}"));
    }

    [Fact]
    public void Text_by_value_is_the_policy_where_none_is_typed_and_else_the_id()
    {
        Run("'p', 'q' | New-DeviceConfigurationDeviceStatus -Status error; 'i', 'j' | Set-DeviceConfigurationDeviceStatus p -Status error");
        const string Path = "/v1.0/deviceManagement/deviceConfigurations/";
        Assert.Equal(
            [Path + "p/deviceStatuses", Path + "q/deviceStatuses", Path + "p/deviceStatuses/i", Path + "p/deviceStatuses/j"],
            Server.Operations().Select(operation => operation.Url));
    }

    [Fact]
    public void Id_with_several_values_is_accepted()
    {
        Run("Set-IosUpdateDeviceStatus $args[0], \" $($args[1]) \" -UserName a; $null = Get-IosUpdateDeviceStatus $args", Ios(1), Ios(2))
            .Succeeded();
        Assert.Equal(
            [$"PATCH {IosPath}/{Ios(1)}", $"PATCH {IosPath}/{Ios(2)}", $"GET {IosPath}/{Ios(1)}", $"GET {IosPath}/{Ios(2)}"],
            Server.Operations().Select(operation => $"{operation.Method} {operation.Url}"));
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus $undefined")]
    [InlineData("Get-IosUpdateDeviceStatus ''")]
    [InlineData("Get-DeviceConfigurationDeviceStatus $undefined")]
    [InlineData("Get-DeviceConfigurationDeviceStatus p -Id $undefined")]
    [InlineData("Get-DeviceConfigurationDeviceStatus p -Id a, ''")]
    [InlineData("New-IosUpdateDeviceStatus -Id '  ' -UserName a")]
    [InlineData("Set-IosUpdateDeviceStatus $undefined -UserName a")]
    [InlineData("Remove-DeviceConfigurationDeviceStatus $undefined i -Confirm:$false")]
    public void Id_without_a_value_is_refused(string script)
    {
        Assert.Equal(["ParameterArgumentTransformationError"], Run(script).ErrorIds);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("-Status error, conflict")]
    [InlineData("-UserName a, b")]
    [InlineData("-UserName @{ a = 1 }")]
    [InlineData("-Platform ([long] 2147483648)")]
    [InlineData("-Platform 3e9")]
    [InlineData("-Platform ([double]::NaN)")]
    [InlineData("-Platform 3.7")]
    [InlineData("-Platform $true")]
    [InlineData("-Platform 1, 2")]
    [InlineData("-LastReportedDateTime ([timespan]::Zero)")]
    [InlineData("-LastReportedDateTime 5")]
    [InlineData("-LastReportedDateTime 01/02/2026")]
    [InlineData("-UserName a -Culture en-BG")]
    [InlineData("-UserName a -Culture english")]
    public void Parameter_value_that_does_not_convert_is_refused(string argument)
    {
        Assert.Equal(["ParameterArgumentTransformationError"], Run($"Set-IosUpdateDeviceStatus x {argument}").ErrorIds);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("-Platform 1.0", "\"platform\":1")]
    [InlineData("-Platform '1.0'", "\"platform\":1")]
    [InlineData("-LastReportedDateTime ([DateOnly]::new(2026, 1, 31))", "\"lastReportedDateTime\":\"2026-01-31T00:00:00Z\"")]
    [InlineData("-LastReportedDateTime ([long] 1767225600)", "\"lastReportedDateTime\":\"2026-01-01T00:00:00Z\"")]
    [InlineData("-Status 'Not compliant'", "\"status\":\"nonCompliant\"")]
    [InlineData("-InstallStatus Succeeded", "\"installStatus\":\"success\"")]
    [InlineData("-OsVersion 17.0", "\"osVersion\":\"17.0\"")]
    [InlineData("-Status ' ' -UserName a -DeviceModel '  '", "\"userName\":\"a\"")]
    public void Parameter_value_that_is_typed_is_understood(string argument, string sent)
    {
        Run($"Set-IosUpdateDeviceStatus {IosId} {argument}").Succeeded();
        Assert.Equal("{" + IosType + "," + sent + "}", Server.SingleOperation().Body);
    }

    [Fact]
    public void Row_of_a_hashtable_binds_by_its_keys()
    {
        Run(
            "@{ id = $args[0]; Status = 'error' }, ([ordered]@{ Id = $args[1]; UserName = 'a' }) | Set-IosUpdateDeviceStatus",
            Ios(1), Ios(2)).Succeeded();
        Assert.Equal(
            ["{" + IosType + ",\"status\":\"error\"}", "{" + IosType + ",\"userName\":\"a\"}"],
            Server.Operations().Select(operation => operation.Body));
    }

    [Fact]
    public void Row_of_an_object_that_was_read_sends_its_changes_only()
    {
        Run("$read = Get-IosUpdateDeviceStatus -Top 3").Succeeded();
        Server.ClearRequests();
        Run("$read | Set-IosUpdateDeviceStatus -Status conflict").Succeeded();
        Assert.All(Server.Operations(), operation => Assert.Equal("{" + IosType + ",\"status\":\"conflict\"}", operation.Body));
        Server.ClearRequests();
        PipelineResult passed = Run("$read[1].UserName = 'Changed'; $read | Set-IosUpdateDeviceStatus -PassThru").Succeeded();
        Assert.Equal("{" + IosType + ",\"userName\":\"Changed\"}", Server.SingleOperation().Body);
        Assert.Equal([Ios(1), Ios(2), Ios(3)], passed.Values("Id"));
        Assert.Equal("3 3", LastRun("Rows Done"));
    }

    [Fact]
    public void Row_of_a_serialized_copy_of_an_object_that_was_read_has_its_dates_and_no_columns_of_its_view()
    {
        PipelineResult result = Run(
            """
            $read = Get-IosUpdateDeviceStatus $args[0]
            $read.LastReportedDateTime = [DateTimeOffset] '2026-01-31T12:00:00.1234567+02:00'
            $read.PSObject.TypeNames.Insert(0, 'Selected.System.Management.Automation.PSCustomObject')
            $text = [System.Management.Automation.PSSerializer]::Serialize($read)
            $copy = [System.Management.Automation.PSSerializer]::Deserialize($text)
            $copy.PSObject.Properties.Add([psnoteproperty]::new('PSComputerName', 'localhost'))
            $copy.PSObject.Properties.Add([psnoteproperty]::new('RunspaceId', [guid]::NewGuid()))
            $copy | Set-IosUpdateDeviceStatus -Status conflict
            """,
            IosId).Succeeded();
        Assert.Empty(result.Warnings);
        Assert.Contains(
            "\"lastReportedDateTime\":\"2026-01-31T10:00:00.1234567Z\"", Server.Operations()[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnMap_and_Culture_read_a_file_of_other_names_and_dates()
    {
        PipelineResult result = RunRows(
            [Row("Device=" + IosId, "Last seen=01/02/2026", "Compliance=Noncompliant")],
            "$rows | Set-IosUpdateDeviceStatus -Culture en-GB "
            + "-ColumnMap @{ Device = 'Id'; 'Last seen' = 'LastReportedDateTime'; Compliance = 'status' }").Succeeded();
        Assert.Empty(result.Warnings);
        Assert.Equal(
            "{" + IosType + ",\"status\":\"nonCompliant\",\"lastReportedDateTime\":\"2026-02-01T00:00:00Z\"}",
            Server.SingleOperation().Body);
    }

    [Fact]
    public void Row_with_a_column_that_fits_no_parameter_is_one_warning_with_the_nearest_name()
    {
        PSObject[] rows = [.. Enumerable.Range(1, 3).Select(number => Row("Id=" + Ios(number), "Statsu=error", "UserName=a"))];
        string warning = Assert.Single(RunRows(rows, "$rows | Set-IosUpdateDeviceStatus").Succeeded().Warnings);
        Assert.Contains("'Statsu'", warning, StringComparison.Ordinal);
        Assert.Contains("did you mean 'Status'?", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id;Status;UserName", "x;error;Ann", "-Delimiter ';'")]
    [InlineData("Id\tStatus", "x\terror", "-Delimiter \"`t\"")]
    [InlineData("\"Id\"|\"Status\"", "x|error", "-Delimiter '|'")]
    public void Row_of_a_file_with_another_delimiter_names_the_delimiter(string column, string cell, string expected)
    {
        PipelineResult result = RunRows([Row($"{column}={cell}")], "$rows | Set-IosUpdateDeviceStatus");
        Assert.Equal(["InvalidRow"], result.ErrorIds);
        Assert.Contains($"Read it with Import-Csv {expected}.", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [expected], RunRows([Row($"{column}={cell}")], "($rows | Test-DeviceStatusInput Set-IosUpdateDeviceStatus).Suggestion").Texts);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("Device;name", "x")]
    [InlineData("Colour", "red;green")]
    public void Row_with_one_unknown_column_is_not_taken_for_another_delimiter(string column, string cell) =>
        Assert.Contains(
            "No column fits a parameter", RunRows([Row($"{column}={cell}")], "$rows | Set-IosUpdateDeviceStatus").Error.ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Row_for_an_object_of_an_earlier_row_is_one_warning()
    {
        string warning =
            Assert.Single(Run("$args | Set-IosUpdateDeviceStatus -UserName a", Ios(1), Ios(2), Ios(1), Ios(2)).Succeeded().Warnings);
        Assert.StartsWith("Rows 1 and 3 name the same object", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_with_a_replacement_character_is_one_warning_with_row_and_column()
    {
        PSObject[] rows = [.. Enumerable.Range(1, 3).Select(number => Row("Id=" + Ios(number), "UserName=M\uFFFDller"))];
        string warning = Assert.Single(RunRows(rows, "$rows | Set-IosUpdateDeviceStatus").Succeeded().Warnings);
        Assert.StartsWith("Row 1, column UserName, holds the character U+FFFD", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_DeviceStatusInput_finds_what_the_command_would_refuse_without_a_connection()
    {
        PSObject[] rows =
        [
            Row("Id=" + Ios(1), "Status=complaint", "Usrname=a"), Row("Id=" + Ios(2), "Status=error", "Usrname="),
            Row("Id=" + Ios(2), "Status=error", "Usrname="), Row("Id=", "Status=", "Usrname="), Row("Id=", "Status=error", "Usrname="),
            Row("Id=x", "Status=", "Usrname="), Row("Id=..", "Status=error", "Usrname="),
        ];
        PipelineResult result = RunRows(
            rows,
            """
            Get-DeviceStatusConnection | Disconnect-DeviceStatus
            $rows | Test-DeviceStatusInput Set-IosUpdateDeviceStatus | ForEach-Object { "$($_.Row)|$($_.Column)|$($_.Suggestion)" }
            """).Succeeded();
        Assert.Equal(["|Usrname|UserName", "1|Status|compliant", "3|Id|", "5|Id|", "6||", "7|Id|"], result.Texts);
        Assert.Empty(Server.Requests());
    }

    /// <summary>
    /// Rows that a run refuses or warns of, and rows that it takes: Test-DeviceStatusInput finds a problem in the same ones.
    /// </summary>
    [Theory]
    [InlineData("@{ Id = 'x'; Status = 'error' }", true)]
    [InlineData("@{ Id = 'x'; Status = 'Noncompliant'; Platform = '1.0' }", true)]
    [InlineData("@{ Id = ' '; Status = ' ' }", true)]
    [InlineData("@{ Id = 'x'; Status = 'eror' }", false)]
    [InlineData("@{ Id = 'x'; Status = '' }", false)]
    [InlineData("@{ Status = 'error' }", false)]
    [InlineData("@{ Id = 'a/b'; Status = 'error' }", false)]
    [InlineData("@{ Id = 'x'; Clear = 'Status' }", false)]
    [InlineData("@{ Id = 'x'; UserName = 'a'; Clear = 'UserName' }", false)]
    [InlineData("@{ Id = 'x'; LastReportedDateTime = '01/02/2026' }", false)]
    [InlineData("@{ Id = 'x'; UserName = \"a$([char]0xFFFD)\" }", false)]
    [InlineData("@{ Id = 'x'; UserName = 'a'; Statuss = 'error' }", false)]
    [InlineData("@{ Colour = 'red' }", false)]
    public void Test_DeviceStatusInput_finds_what_a_run_refuses_or_warns_of(string row, bool isFine)
    {
        PipelineResult run = Run(
            $"$row = [pscustomobject]{row}; $row, [pscustomobject]@{{ Id = 'other'; UserName = 'a' }} | Set-IosUpdateDeviceStatus -WhatIf");
        PipelineResult check =
            Run("$row, [pscustomobject]@{ Id = 'other'; UserName = 'a' } | Test-DeviceStatusInput Set-IosUpdateDeviceStatus").Succeeded();
        Assert.Equal(isFine, run.Errors.Count == 0 && run.Warnings.Count == 0);
        Assert.Equal(isFine, check.Output.Count == 0);
    }

    [Fact]
    public void Test_DeviceStatusInput_finds_a_policy_of_another_kind_and_several_ids()
    {
        Run("$policies = @(Get-DeviceStatusPolicy -Kind DeviceCompliancePolicy); $rows = [pscustomobject]@{ Id = 'x'; UserName = 'a' }")
            .Succeeded();
        PipelineResult kind =
            Run("$rows | Test-DeviceStatusInput Set-DeviceConfigurationDeviceStatus -Parameters @{ DeviceConfigurationId = $policies[0] }");
        Assert.Contains(
            "is of the kind DeviceCompliancePolicy", Assert.Single(kind.Succeeded().Values("Problem")), StringComparison.Ordinal);
        PipelineResult several =
            Run("$rows | Test-DeviceStatusInput Set-DeviceConfigurationDeviceStatus -Parameters @{ DeviceConfigurationId = 'a', 'b' }");
        Assert.Equal(["InvalidArgument"], several.ErrorIds);
    }
}

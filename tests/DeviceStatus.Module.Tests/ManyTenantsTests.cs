using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Rows of several tenants in one pipeline.</summary>
public sealed class ManyTenantsTests : IClassFixture<TenantsFixture>, IDisposable
{
    private const string Unauthorized = """{"error":{"code":"InvalidAuthenticationToken","message":"no"}}""";
    private const string Write = "$rows | New-IosUpdateDeviceStatus ";
    private readonly TenantsFixture _fixture;
    private readonly string _folder = Directory.CreateTempSubdirectory("DeviceStatus-").FullName;

    public ManyTenantsTests(TenantsFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        _fixture = fixture;
        fixture.Reset();
        Session.SetVariable("folder", _folder);
    }

    private PowerShellSession Session => _fixture.Session;

    [Fact]
    public void Connection_column_sends_each_row_to_its_own_tenant_in_input_order()
    {
        IReadOnlyList<PSObject> rows = SortedRows(45);
        PipelineResult result = Run(rows, Write).Succeeded();
        Assert.Equal(180, result.Output.Count);
        for (int tenant = 0; tenant < 4; tenant++)
        {
            string name = TenantsFixture.Names[tenant];
            Assert.Equal(Users(name, 45).Order(StringComparer.Ordinal), Created(tenant).Order(StringComparer.Ordinal));
            Assert.Equal(
                Users(name, 45), result.Output.Where(item => Text(item, "Connection") == name).Select(item => Text(item, "UserName")));
        }

        Assert.Equal("180 180 0 Adatum, Contoso, Fabrikam, Wingtip", LastRun("Rows Done Failed Connection"));
        Assert.Equal(
            TenantsFixture.Names.Select((name, tenant) => $"{name} {TenantsFixture.TenantId(tenant)} 45 45 0"),
            Session.Invoke(
                "(Get-DeviceStatusRun -Last).Parts"
                + ".ForEach({ \"$($_.Connection) $($_.TenantId) $($_.Rows) $($_.Done) $($_.Failed)\" })").Texts);
        Assert.Equal(
            int.Parse(LastRun("Requests"), null), Session.Invoke("(Get-DeviceStatusRun -Last).Parts").Values("Requests").Sum(int.Parse));
        Assert.EndsWith(", over 4 connections.", Assert.Single(result.Information), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_column_takes_a_tenant_id_and_a_name_in_any_case()
    {
        PSObject[] rows =
        [
            Row("Connection=CONTOSO", "UserName=by name"),
            Row($"Connection={TenantsFixture.TenantId(1).ToUpperInvariant()}", "UserName=by tenant"),
            Row("Connection= Contoso ", "UserName=with blanks"),
        ];
        Assert.Equal(["Contoso", "Contoso", "Contoso"], Run(rows, Write).Succeeded().Values("Connection"));
        Assert.Equal(["by name", "by tenant", "with blanks"], Created(1));
    }

    [Fact]
    public void Connection_column_with_a_tenant_id_of_several_connections_is_a_failed_row_that_names_them()
    {
        Session.Invoke("$null = Connect-DeviceStatus -Name Second -GraphEndpoint $servers[1].Url -AccessToken $tokens[1]").Succeeded();
        ErrorRecord error = Run([Row($"Connection={TenantsFixture.TenantId(1)}", "UserName=a")], Write).Error;
        Assert.Contains("Row 1: Several connections are in the tenant", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Contoso, Second", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_of_one_object_over_two_connections_of_its_tenant_is_sent_in_input_order()
    {
        string id = Session.Invoke(
            """
            $null = Connect-DeviceStatus -Name Second -GraphEndpoint $servers[1].Url -AccessToken $tokens[1]
            (New-IosUpdateDeviceStatus -Connection Contoso -UserName first).Id
            """).Succeeded().Text;
        _fixture.Servers[1].ClearRequests();
        _fixture.Servers[1].Script(new { match = "^PATCH ", mode = "hang", times = 1 });
        Session.SetVariable(
            "rows",
            new[] { Row("Connection=Contoso", "Id=" + id, "UserName=earlier"), Row("Connection=Second", "Id=" + id, "UserName=later") });
        using RunningPipeline pipeline = Session.Begin("$rows | Set-IosUpdateDeviceStatus");
        _fixture.Servers[1].WaitForRequests(1);
        _fixture.Servers[1].Release();

        PipelineResult result = pipeline.Wait().Succeeded();

        Assert.Contains($"Rows 1 and 2 name the same object, '{id}'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["later"], Created(1));
    }

    [Fact]
    public void Journal_does_not_let_an_earlier_row_of_another_connection_undo_a_later_one()
    {
        string id = Session.Invoke(
            """
            $null = Connect-DeviceStatus -Name Second -GraphEndpoint $servers[1].Url -AccessToken $tokens[1]
            (New-IosUpdateDeviceStatus -Connection Contoso -UserName first).Id
            """).Succeeded().Text;
        _fixture.Servers[1].Script(
            new { match = "^PATCH ", times = 1, status = 403, body = """{"error":{"code":"Forbidden","message":"no"}}""" });
        PSObject[] rows =
            [Row("Connection=Contoso", "Id=" + id, "UserName=earlier"), Row("Connection=Second", "Id=" + id, "UserName=later")];
        Assert.Equal(["GraphForbidden"], Run(rows, "$rows | Set-IosUpdateDeviceStatus -JournalPath $folder/run.jsonl").ErrorIds);

        Run(rows, "$rows | Set-IosUpdateDeviceStatus -JournalPath $folder/run.jsonl").Succeeded();

        Assert.Equal("2 2 0", LastRun("Rows Done Skipped"));
        Assert.Equal(["later"], Created(1));
    }

    [Fact]
    public void Connection_column_with_several_in_one_cell_is_a_failed_row_of_no_connection()
    {
        PSObject several = new();
        several.Properties.Add(new PSNoteProperty("Connection", new[] { "Adatum", "Contoso" }));
        several.Properties.Add(new PSNoteProperty("UserName", "b"));
        PipelineResult result = Run([Row("Connection=Adatum", "UserName=a"), several], Write);
        Assert.StartsWith("Row 2: Connection is no text", result.Error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(", over 1 connection; 1 row names no open one.", Assert.Single(result.Information), StringComparison.Ordinal);
        Assert.Empty(Created(3));
    }

    [Fact]
    public void Connection_column_with_an_unknown_name_is_a_failed_row_with_number_value_and_nearest_name()
    {
        PSObject[] rows =
        [
            Row("Connection=Adatum", "UserName=a"), Row("Connection=Contosso", "UserName=b"), Row("Connection=Wingtip", "UserName=c"),
        ];
        PipelineResult result = Run(rows, Write + "-FailedPath $folder/failed.csv -JournalPath $folder/run.jsonl");
        Assert.Equal(["Adatum", "Wingtip"], result.Values("Connection").Order(StringComparer.Ordinal));
        ErrorRecord error = result.Error;
        Assert.StartsWith("InvalidRow,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(
            "Row 2: There is no connection named 'Contosso'; did you mean 'Contoso'? Open connections: ", error.ToString(),
            StringComparison.Ordinal);
        Assert.Same(rows[1], error.TargetObject);
        Assert.Equal("3 2 1 0 0", LastRun("Rows Done Failed NotSent OutcomeUnknown"));
        Assert.Equal(
            "1 0",
            Session.Invoke(
                "$part = (Get-DeviceStatusRun -Last).Parts.Where({ $null -eq $_.Connection }); \"$($part.Failed) $($part.Done)\"").Text);
        Assert.Contains(
            "\"Contosso\",\"b\",\"2\",\"InvalidRow\"", File.ReadAllText(Path.Combine(_folder, "failed.csv")), StringComparison.Ordinal);
        Assert.Contains("\"row\":2", File.ReadAllText(Path.Combine(_folder, "run.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_column_needs_no_default_when_each_row_names_one_that_the_pipeline_opened()
    {
        PipelineResult result = Session.Invoke(
            """
            Get-DeviceStatusConnection | Disconnect-DeviceStatus
            $null = 0..1 | ForEach-Object { [pscustomobject]@{ Name = $names[$_]; GraphEndpoint = $servers[$_].Url } } |
                Connect-DeviceStatus -AccessToken $tokens[0]
            [pscustomobject]@{ Connection = 'Adatum'; UserName = 'a' }, [pscustomobject]@{ Connection = ''; UserName = 'b' },
                [pscustomobject]@{ Connection = 'Contoso'; UserName = 'c' } | New-IosUpdateDeviceStatus
            [pscustomobject]@{ UserName = 'd' } | New-IosUpdateDeviceStatus
            """);
        Assert.Equal(["a", "c"], result.Values("UserName").Order(StringComparer.Ordinal));
        Assert.Equal(["InvalidRow", "AmbiguousConnection"], result.ErrorIds);
        Assert.StartsWith("Row 2: Connection is blank", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_column_that_is_blank_is_the_default_one() =>
        Assert.Equal(["Wingtip"], Run([Row("Connection=", "UserName=a")], Write).Succeeded().Values("Connection"));

    [Fact]
    public void Connection_that_is_typed_outranks_the_column() =>
        Assert.Equal(
            ["Contoso", "Contoso"],
            Run([Row("Connection=Adatum", "UserName=a"), Row("Connection=nobody", "UserName=b")], Write + "-Connection Contoso")
                .Succeeded().Values("Connection"));

    [Theory]
    [InlineData("-Connection Cont*")]
    [InlineData("-Connection Adatum, Contoso")]
    [InlineData("-Connection ''")]
    [InlineData("-Connection $null")]
    [InlineData("-Connection nobody")]
    public void Write_takes_one_open_connection(string option)
    {
        Assert.Single(Session.Invoke("New-IosUpdateDeviceStatus -UserName a " + option).Errors);
        Assert.All(_fixture.Servers, server => Assert.Empty(server.Requests()));
    }

    [Fact]
    public void Connection_column_of_a_hashtable_or_a_mapped_column_names_the_connection()
    {
        PipelineResult result = Session.Invoke(
            """
            @{ Connection = 'Adatum'; UserName = 'a' }, @{ connection = 'Contoso'; UserName = 'b' } | New-IosUpdateDeviceStatus
            [pscustomobject]@{ Tenant = 'Fabrikam'; UserName = 'c' } | New-IosUpdateDeviceStatus -ColumnMap @{ Tenant = 'Connection' }
            [pscustomobject]@{ Connection = Get-DeviceStatusConnection Wingtip; UserName = 'd' } | New-IosUpdateDeviceStatus
            """).Succeeded();
        Assert.Equal(
            ["Adatum a", "Contoso b", "Fabrikam c", "Wingtip d"],
            result.Output.Select(item => $"{Text(item, "Connection")} {Text(item, "UserName")}").Order(StringComparer.Ordinal));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Write_to_a_tenant_that_waits_delays_no_other_although_its_rows_come_first_and_fill_memory()
    {
        _fixture.Servers[0].Script(new { match = "^POST .*batch", mode = "hang", times = 0 });
        PSObject[] rows = [.. NamedRows("Adatum", 4_000), .. NamedRows("Contoso", 60), .. NamedRows("Fabrikam", 60)];
        Session.SetVariable("rows", rows);
        using RunningPipeline pipeline = Session.Begin(Write);
        pipeline.WaitForOutput(120);
        Assert.Empty(Created(0));
        Assert.Equal(60, Created(1).Count);
        Assert.Equal(60, Created(2).Count);

        _fixture.Servers[0].ClearScript();
        PipelineResult result = pipeline.Wait().Succeeded();
        Assert.Equal(
            Users("Adatum", 4_000),
            result.Output.Where(item => Text(item, "Connection") == "Adatum").Select(item => Text(item, "UserName")));
        Assert.Equal(4_000, Created(0).Distinct().Count());
        Assert.Equal("4120 4120", LastRun("Rows Done"));
    }

    [Fact]
    public void Write_of_rows_that_waited_on_disk_fails_with_the_rows_as_they_were()
    {
        _fixture.Servers[0].Script(new { match = "^(POST|PATCH) .*batch", mode = "hang", times = 0 });
        Session.SetVariable("count", 3_000);
        using RunningPipeline pipeline = Session.Begin(
            """
            1..$count | ForEach-Object {
                [pscustomobject]@{
                    Connection = 'Adatum'; Id = "none $_"; UserName = "Änne 漢字 $_"; Platform = [int] 7
                    LastReportedDateTime = [datetimeoffset] '2026-01-02T03:04:05Z'
                    Tags = @('one', 'two'); Nothing = $null
                }
            } | Set-IosUpdateDeviceStatus -WarningAction Ignore
            [pscustomobject]@{ Connection = 'Adatum'; UserName = 'end' } | New-IosUpdateDeviceStatus
            """);
        _fixture.Servers[0].WaitForRequests(8);
        _fixture.Servers[0].ClearScript();
        PipelineResult result = pipeline.Wait();
        Assert.Equal(3_000, result.Errors.Count);
        PSObject last = PSObject.AsPSObject(result.Errors[^1].TargetObject);
        Assert.Equal(
            ["Connection", "Id", "UserName", "Platform", "LastReportedDateTime", "Tags", "Nothing"],
            last.Properties.Select(property => property.Name));
        Assert.Equal("none 3000 Änne 漢字 3000", $"{Text(last, "Id")} {Text(last, "UserName")}");
        Assert.Equal(7, last.Properties["Platform"].Value);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            PSObject.AsPSObject(last.Properties["LastReportedDateTime"].Value).BaseObject);
        Assert.Equal("Row 3000", "Row " + Text(last, "Id").Split(' ')[1]);
        Assert.Contains(
            "\"userName\":\"Änne 漢字 3000\"",
            _fixture.Servers[0].Operations().Single(operation => operation.Url.EndsWith("none%203000", StringComparison.Ordinal)).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_to_a_tenant_that_cannot_be_reached_or_refuses_the_token_does_not_affect_the_others()
    {
        _fixture.Servers[1].Script(new { match = ".", times = 0, status = 401, body = Unauthorized });
        Session.Invoke("$null = Connect-DeviceStatus -Name Dead -GraphEndpoint http://127.0.0.1:1 -AccessToken $tokens[0]").Succeeded();
        PSObject[] rows = [.. NamedRows("Dead", 50), .. NamedRows("Contoso", 50), .. NamedRows("Adatum", 50), .. NamedRows("Wingtip", 50)];
        PipelineResult result = Run(rows, Write + "-FailedPath $folder/failed.csv");
        Assert.Equal(50, Created(0).Count);
        Assert.Equal(50, Created(3).Count);
        Assert.Equal(100, result.Errors.Count);
        Assert.Equal("200 100 0 0", LastRun("Rows Done OutcomeUnknown Skipped"));
        foreach (string name in new[] { "Dead", "Contoso" })
        {
            ErrorRecord[] errors = [.. result.Errors.Where(error => Text(PSObject.AsPSObject(error), "Connection") == name)];
            Assert.Equal(50, errors.Length);
            Assert.All(errors, error => Assert.Equal(name, Text(PSObject.AsPSObject(error.TargetObject), "Connection")));
            Assert.All(errors, error => Assert.Equal(name, Text(PSObject.AsPSObject(error.Exception), "Connection")));
            Assert.Equal(
                "50 50",
                Session.Invoke(
                    "$name = $args[0]; $part = (Get-DeviceStatusRun -Last).Parts.Where({ $_.Connection -eq $name }); "
                    + "\"$($part.Rows) $($part.Failed + $part.NotSent)\"",
                    name).Text);
        }

        Assert.Equal(101, File.ReadLines(Path.Combine(_folder, "failed.csv")).Count());
    }

    [Fact]
    public void Stop_ends_every_tenant_and_accounts_for_every_row_also_for_those_on_disk()
    {
        foreach (GraphServer server in _fixture.Servers)
        {
            server.Script(new { match = "^POST .*batch", mode = "hang", times = 0 });
        }

        Session.SetVariable("rows", SortedRows(3_000));
        using RunningPipeline pipeline = Session.Begin(Write + "-StopGrace 0.1 -FailedPath $folder/failed.csv");
        foreach (GraphServer server in _fixture.Servers)
        {
            server.WaitForRequests(8);
        }

        pipeline.Stop();
        pipeline.Wait();
        int[] run = [.. LastRun("Rows Done Failed NotSent OutcomeUnknown Skipped").Split(' ').Select(int.Parse)];
        Assert.InRange(run[0], 2_001, 12_000);
        Assert.Equal(run[0], run[1..].Sum());

        // A batch may hold fewer than 20 rows where the rows come slowly.
        Assert.Equal((0, _fixture.Servers.Sum(server => server.Operations().Count)), (run[1], run[4]));
        Assert.Equal(run[0] + 1, File.ReadLines(Path.Combine(_folder, "failed.csv")).Count());
        Assert.All(_fixture.Servers, server => Assert.Equal(8, server.Requests().Count));
    }

    [Fact]
    public void FailedPath_names_the_connection_of_each_row_so_that_the_file_can_be_run_again()
    {
        _fixture.Servers[1].Script(
            new { match = "^POST ", times = 1, status = 403, body = """{"error":{"code":"Forbidden","message":"no"}}""" });
        PSObject[] rows = [.. NamedRows("Adatum", 3), .. NamedRows("Contoso", 3)];
        Assert.Equal(3, Run(rows, Write + "-FailedPath $folder/failed.csv").Errors.Count);
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "failed.csv"));
        Assert.Equal("\"Connection\",\"UserName\",\"RowNumber\",\"ErrorId\",\"Reason\"", lines[0]);
        Assert.StartsWith("\"Contoso\",\"Contoso 1\",\"4\",\"GraphForbidden\"", lines[1], StringComparison.Ordinal);

        // A row that names no connection gets the column.
        _fixture.Servers[3].Script(
            new { match = "^POST ", times = 1, status = 403, body = """{"error":{"code":"Forbidden","message":"no"}}""" });
        Run([Row("UserName=a")], Write + "-FailedPath $folder/other.csv");
        Assert.StartsWith("\"a\",\"Wingtip\",\"1\"", File.ReadAllLines(Path.Combine(_folder, "other.csv"))[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_continues_each_tenant_by_its_id_with_any_name_of_the_connection()
    {
        _fixture.Servers[1].Script(
            new { match = "^POST ", times = 1, status = 403, body = """{"error":{"code":"Forbidden","message":"no"}}""" });
        PSObject[] rows =
        [
            .. Enumerable.Range(0, 2).SelectMany(
                tenant => Enumerable.Range(1, 5).Select(
                    number => Row($"Connection={TenantsFixture.TenantId(tenant)}", $"UserName=user {number}"))),
        ];
        Run(rows, Write + "-JournalPath $folder/run.jsonl");
        Assert.Equal("10 5 5 0", LastRun("Rows Done Failed Skipped"));

        // The names change places; the ids of the tenants do not.
        _fixture.Connect(1, 0, 2, 3);
        Run(rows, Write + "-JournalPath $folder/run.jsonl").Succeeded();
        Assert.Equal("10 5 0 5", LastRun("Rows Done Failed Skipped"));
        Assert.Equal(5, Created(0).Count);
        Assert.Equal(5, Created(1).Count);
        string journal = File.ReadAllText(Path.Combine(_folder, "run.jsonl"));
        Assert.Contains("\"endpoint\":\"several connections\"", journal, StringComparison.Ordinal);
        Assert.Contains($"\"tenant\":\"{TenantsFixture.TenantId(1)}\",\"connection\":\"Contoso\"", journal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$rows | New-IosUpdateDeviceStatus -Connection Adatum", "it belongs to a run against several connections")]
    [InlineData(
        "$null = Connect-DeviceStatus -Name Adatum -GraphEndpoint $servers[0].Url -AccessToken $tokens[0] -ApiVersion beta; "
        + "$rows | New-IosUpdateDeviceStatus",
        "-ApiVersion auto")]
    public void Journal_of_several_connections_is_refused_where_it_would_send_rows_again(string script, string reason)
    {
        PSObject[] rows = [.. NamedRows("Adatum", 3), .. NamedRows("Contoso", 3)];
        Run(rows, Write + "-JournalPath $folder/run.jsonl").Succeeded();
        ErrorRecord error = Run(rows, script + " -JournalPath $folder/run.jsonl").Error;
        Assert.StartsWith("JournalError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, Created(0).Count);
    }

    [Fact]
    public void MaxErrors_counts_the_failures_of_all_tenants_and_stops_all()
    {
        foreach (GraphServer server in _fixture.Servers)
        {
            server.Script(
                new { match = "^POST .*batch", times = 0, status = 400, body = """{"error":{"code":"BadRequest","message":"no"}}""" });
            server.Script(
                new { match = "^POST .*Statuses$", times = 0, status = 400, body = """{"error":{"code":"BadRequest","message":"no"}}""" });
        }

        PipelineResult result = Run(SortedRows(200), Write + "-MaxErrors 10 -BatchSize 5 -ThrottleLimit 1");
        Assert.Equal(800, result.Errors.Count);
        Assert.Equal("800 0", LastRun("Rows Done"));
        int failed = int.Parse(LastRun("Failed"), null);
        Assert.InRange(failed, 10, 40);
        Assert.Contains("limit of -MaxErrors", result.Errors[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_of_two_rows_of_an_object_keeps_the_later_one_in_each_tenant()
    {
        Run([Row("Connection=Adatum", "Id=one", "UserName=start"), Row("Connection=Contoso", "Id=one", "UserName=start")], Write)
            .Succeeded();
        PSObject[] rows =
        [
            .. Enumerable.Range(1, 60).SelectMany(
                number => new[] { "Adatum", "Contoso" }.Select(name => Row($"Connection={name}", "Id=one", $"UserName={name} {number}"))),
        ];
        PipelineResult result = Run(rows, "$rows | Set-IosUpdateDeviceStatus");
        Assert.Empty(result.Errors);
        Assert.Equal(
            "Rows 1 and 3 name the same object, 'one'; the later row wins. Further rows of this kind are not reported.",
            Assert.Single(result.Warnings));
        Assert.Equal(["Adatum 60"], Created(0));
        Assert.Equal(["Contoso 60"], Created(1));
    }

    [Fact]
    public void WhatIf_names_the_connection_of_each_row_and_estimates_by_the_slowest()
    {
        Session.Invoke(
            "$null = Connect-DeviceStatus -Name Slow -GraphEndpoint $servers[2].Url -AccessToken $tokens[2] -WriteLimit 10").Succeeded();
        PSObject[] rows = [.. NamedRows("Adatum", 3), .. NamedRows("Slow", 25)];
        Run(rows, Write + "-WhatIf").Succeeded();
        string screen = string.Join('\n', Session.Host.Screen.Lines);
        Assert.Contains("over connection 'Adatum'", screen, StringComparison.Ordinal);
        Assert.Contains(
            "28 rows would be sent (POST 28) over 2 connections side by side, the slowest of them 'Slow', in at least", screen,
            StringComparison.Ordinal);
        Assert.All(_fixture.Servers, server => Assert.Empty(server.Requests()));
    }

    [Fact]
    public void TimeBudget_is_of_the_whole_run()
    {
        Session.Invoke(
            "$null = Connect-DeviceStatus -Name Slow -GraphEndpoint $servers[2].Url -AccessToken $tokens[2] -WriteLimit 10").Succeeded();
        PSObject[] rows = [.. NamedRows("Slow", 40), .. NamedRows("Adatum", 40)];
        PipelineResult result = Run(rows, Write + "-TimeBudget 2");
        Assert.Equal("80 50 0 30", LastRun("Rows Done Failed NotSent"));
        Assert.All(result.Errors, error => Assert.Equal("Slow", Text(PSObject.AsPSObject(error), "Connection")));
    }

    [Fact]
    public void Set_with_objects_that_were_read_writes_each_to_its_own_tenant()
    {
        Run([.. NamedRows("Adatum", 2), .. NamedRows("Contoso", 2)], Write).Succeeded();
        PipelineResult result = Session.Invoke(
            "Get-IosUpdateDeviceStatus -Connection Adatum, Contoso | Set-IosUpdateDeviceStatus -OsVersion 26 -PassThru").Succeeded();
        Assert.Equal(["Adatum", "Adatum", "Contoso", "Contoso"], result.Values("Connection").Order(StringComparer.Ordinal));
        Assert.Equal(["26", "26"], Session.Invoke("Get-IosUpdateDeviceStatus -Connection Adatum").Values("OsVersion"));
        Assert.Equal(["26", "26"], Session.Invoke("Get-IosUpdateDeviceStatus -Connection Contoso").Values("OsVersion"));
    }

    [Fact]
    public void Disconnect_during_a_run_is_an_error_only_of_rows_of_that_connection()
    {
        _fixture.Servers[0].Script(new { match = "^POST .*batch", mode = "hang", times = 0 });
        Session.SetVariable("rows", (PSObject[])[.. NamedRows("Adatum", 60), .. NamedRows("Contoso", 60)]);
        using RunningPipeline pipeline = Session.Begin(Write);
        _fixture.Servers[0].WaitForRequests(3);
        pipeline.WaitForOutput(60);
        using RunningPipeline other = PowerShellSession.BeginElsewhere("Disconnect-DeviceStatus Adatum");
        other.Wait().Succeeded();
        PipelineResult result = pipeline.Wait();
        Assert.Equal(60, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Equal("Adatum", Text(PSObject.AsPSObject(error), "Connection")));
        Assert.Equal("120 60 0", LastRun("Rows Done Skipped"));
    }

    [Fact]
    public void Remove_Module_while_rows_are_under_way_gives_every_row_an_outcome()
    {
        PSObject[] rows = [.. NamedRows("Adatum", 400), .. NamedRows("Contoso", 400)];
        try
        {
            PipelineResult result = Run(
                rows,
                "$read = 0; $rows | ForEach-Object { if (++$read -eq 420) { Remove-Module DeviceStatus }; $_ } "
                + "| New-IosUpdateDeviceStatus");
            Assert.False(result.IsTerminated);
            Assert.Equal(800, result.Output.Count + result.Errors.Count);
            Assert.True(result.Errors.Count >= 380, $"{result.Errors.Count} rows failed: the connections are closed with the module.");
        }
        finally
        {
            Session.Invoke("Import-Module $module").Succeeded();
        }
    }

    [Theory]
    [InlineData("Test-DeviceStatusService IosUpdate", "iosUpdateStatuses", 12)]
    [InlineData("Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile", "exportJobs", 0)]
    public void Write_to_a_tenant_that_does_not_respond_delays_no_other(string command, string path, int results)
    {
        _fixture.Servers[0].Script(new { match = $"/{path}$", mode = "hang" });
        using RunningPipeline pipeline = Session.Begin(command + " -Connection Adatum, Contoso | Where-Object Operation");
        _fixture.Servers[0].WaitForRequests(1);
        _fixture.Servers[1].WaitForRequests(1);
        _fixture.Servers[0].Release();
        PipelineResult result = pipeline.Wait().Succeeded();
        Assert.Equal(results, result.Output.Count);
        Assert.Equal(
            [.. Enumerable.Repeat("Adatum", results / 2), .. Enumerable.Repeat("Contoso", results / 2)], result.Values("Connection"));
    }

    [Theory]
    [InlineData("-Connection *")]
    [InlineData("-Connection Adatum, Contoso, Fabrikam, Wingtip")]
    [InlineData("-Connection (Get-DeviceStatusConnection)")]
    public void Read_takes_several_connections_and_each_object_says_which(string option)
    {
        Run(SortedRows(5), Write).Succeeded();
        PipelineResult result = Session.Invoke("Get-IosUpdateDeviceStatus " + option).Succeeded();
        Assert.Equal(20, result.Output.Count);
        foreach (string name in TenantsFixture.Names)
        {
            Assert.Equal(
                Users(name, 5), result.Output.Where(item => Text(item, "Connection") == name).Select(item => Text(item, "UserName")));
        }
    }

    [Fact]
    public void Read_of_a_row_with_only_a_connection_reads_everything_there()
    {
        Run(SortedRows(2), Write).Succeeded();
        PipelineResult result = Run(
            [Row("Connection=Contoso"), Row("Connection=Wingtip"), Row("Connection=nobody")], "$rows | Get-IosUpdateDeviceStatus");
        Assert.Equal(["Contoso 1", "Contoso 2", "Wingtip 1", "Wingtip 2"], result.Values("UserName").Order(StringComparer.Ordinal));
        Assert.StartsWith("Row 3: There is no connection named 'nobody'", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus", 3)]
    [InlineData(
        "Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001, d1000000-0000-4000-8000-000000000002", 6)]
    [InlineData("Get-DeviceConfigurationUserStatus d1000000-0000-4000-8000-000000000001, d1000000-0000-4000-8000-000000000002", 0)]
    [InlineData("Get-DeviceStatusPolicy", 48)]
    [InlineData("Get-DeviceStatus", 3)]
    public void Read_of_a_connection_that_is_refused_is_one_error_and_the_others_are_read(string command, int objects)
    {
        Run(SortedRows(1), Write).Succeeded();
        _fixture.Servers[1].Script(new { match = ".", times = 0, status = 401, body = Unauthorized });
        PipelineResult result = Session.Invoke(command + " -Connection *");
        Assert.True(result.ErrorIds is ["GraphUnauthorized"], string.Join(Environment.NewLine, result.Errors));
        Assert.Equal("Contoso", Text(PSObject.AsPSObject(result.Error), "Connection"));
        Assert.Equal(objects, result.Output.Count);
        Assert.DoesNotContain("Contoso", result.Values("Connection"));
    }

    [Fact]
    public void Read_of_a_tenant_that_cannot_be_reached_is_one_error_and_failed_in_the_coverage()
    {
        Run(SortedRows(1), Write).Succeeded();
        Session.Invoke("$null = Connect-DeviceStatus -Name Dead -GraphEndpoint http://127.0.0.1:1 -AccessToken $tokens[0]").Succeeded();
        PipelineResult result = Session.Invoke("Get-DeviceStatus -Connection Dead, Adatum, Contoso");
        Assert.StartsWith("The policies of 'Dead' cannot be listed: ", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(
            ["Dead 6 Failed", "Adatum 17 Complete", "Contoso 17 Complete"],
            Session.Invoke("(Get-DeviceStatusRun -Last).Parts").Output.Select(part =>
            {
                Session.SetVariable("part", part);
                return Session.Invoke("\"$($part.Connection) $($part.Coverage.Count) $($part.Coverage[-1].State)\"").Text;
            }));
    }

    [Fact]
    public void Read_of_several_connections_with_a_closed_one_is_one_error()
    {
        PipelineResult result =
            Session.Invoke("$all = Get-DeviceStatusConnection; Disconnect-DeviceStatus Fabrikam; Get-DeviceStatusPolicy -Connection $all");
        Assert.Equal(["NotConnected"], result.ErrorIds);
        Assert.Equal(["Adatum", "Contoso", "Wingtip"], result.Values("Connection").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_of_several_tenants_is_complete_and_one_that_hangs_delays_no_other()
    {
        _fixture.Servers[0].Script(new { match = ".", mode = "hang", times = 0 });
        using RunningPipeline pipeline = Session.Begin("Get-DeviceStatusPolicy -Connection * | ForEach-Object { $_.Connection }");
        pipeline.WaitForOutput(48);
        Assert.Equal(
            ["Contoso", "Fabrikam", "Wingtip"],
            Enumerable.Range(0, 48).Select(i => pipeline.Output[i]!.ToString()).Distinct().Order(StringComparer.Ordinal));
        _fixture.Servers[0].ClearScript();
        Assert.Equal(4, pipeline.Wait().Succeeded().Texts.Distinct().Count());
        Session.Invoke("Get-DeviceStatus -Connection *").Succeeded();
        Assert.Equal(
            ["17", "17", "17", "17"], Session.Invoke("(Get-DeviceStatusRun -Last).Parts.ForEach({ $_.Coverage.Count })").Texts);
    }

    [Fact]
    public void Command_with_a_connection_binds_it_by_property_name()
    {
        IEnumerable<string> without = Session.Invoke(
            """
            Get-Command -Module DeviceStatus |
                Where-Object { $_.Parameters.ContainsKey('Connection') -and $_.Name -ne 'Disconnect-DeviceStatus' } |
                Where-Object { -not $_.Parameters['Connection'].ParameterSets.Values[0].ValueFromPipelineByPropertyName } |
                ForEach-Object Name
            """).Succeeded().Texts;
        Assert.Empty(without);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(PSObject? item, string name) => item?.Properties[name]?.Value?.ToString() ?? string.Empty;

    private static PSObject Row(params string[] cells)
    {
        PSObject row = new();
        foreach (string cell in cells)
        {
            int end = cell.IndexOf('=', StringComparison.Ordinal);
            row.Properties.Add(new PSNoteProperty(cell[..end], cell[(end + 1)..]));
        }

        return row;
    }

    private static IEnumerable<PSObject> NamedRows(string name, int count) =>
        Users(name, count).Select(user => Row("Connection=" + name, "UserName=" + user));

    private static PSObject[] SortedRows(int count) => [.. TenantsFixture.Names.SelectMany(name => NamedRows(name, count))];

    private static IEnumerable<string> Users(string name, int count) => Enumerable.Range(1, count).Select(number => $"{name} {number}");

    private PipelineResult Run(IReadOnlyList<PSObject> rows, string script)
    {
        Session.SetVariable("rows", rows);
        return Session.Invoke(script);
    }

    private string LastRun(string names) =>
        Session.Invoke("$run = Get-DeviceStatusRun -Last; ($args[0] -split ' ').ForEach({ $run.$_ }) -join ' '", names).Text;

    /// <summary>The users of the statuses that a server has, read without the module.</summary>
    private IReadOnlyList<string> Created(int tenant) => _fixture.Servers[tenant].Users();
}

using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Lists, single objects, user statuses and overviews.</summary>
public sealed class ReadingTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Overview = """{"id":"x","successCount":100,"failedCount":5,"pendingCount":0}""";

    private static readonly string[] Policies =
        [Configuration, "d1000000-0000-4000-8000-000000000002", "d1000000-0000-4000-8000-000000000003"];

    [Theory]
    [InlineData("$_")]
    [InlineData("[pscustomobject]@{ DeviceConfigurationId = $_; Other = 1 }")]
    public void Get_of_policies_from_the_pipeline_reads_them_whole_and_in_order(string input)
    {
        Session.SetVariable("policies", Policies);
        IReadOnlyList<string> policies =
            Run($"$policies | ForEach-Object {{ {input} }} | Get-DeviceConfigurationDeviceStatus").Succeeded()
                .Values("DeviceConfigurationId");
        Assert.Equal(
            Enumerable.Repeat(Policies[0], 150).Concat(
                Enumerable.Repeat(Policies[1], 40)).Concat(Enumerable.Repeat(Policies[2], 20)), policies);
    }

    [Fact]
    public void Get_of_a_missing_policy_is_one_error_with_its_row_and_the_others_are_read()
    {
        PSObject[] rows =
            [Row("DeviceConfigurationId=" + Policies[1]), Row("DeviceConfigurationId=second"), Row("DeviceConfigurationId=" + Policies[2])];
        PipelineResult result = RunRows(rows, "$rows | Get-DeviceConfigurationDeviceStatus");
        Assert.Equal(60, result.Output.Count);
        Assert.StartsWith("GraphNotFound,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Same(rows[1], result.Error.TargetObject);
    }

    [Fact]
    public void Get_of_many_policies_reads_them_in_far_fewer_requests()
    {
        Server.Script(new
        {
            match = @"/\$batch$",
            times = 0,
            body = new
            {
                responses = Enumerable.Range(1, 20).Select(
                    number => new { id = $"{number}", status = 200, body = new { value = new[] { new { id = "a" } } } }),
            },
        });
        PipelineResult result = RunRows(
            [
                .. Enumerable.Range(1, 200).Select(number => Row($"DeviceConfigurationId=p{number}")),
            ], "$rows | Get-DeviceConfigurationDeviceStatus");
        Assert.Equal(200, result.Succeeded().Output.Count);
        Assert.Equal(10, Server.Requests().Count);
    }

    [Fact]
    public void Get_takes_policies_from_the_pipeline_only_while_objects_are_wanted()
    {
        Session.SetVariable("policies", Policies);
        PipelineResult result = Run(
            """
            $script:made = 0
            foreach ($once in 1) {
                1..5000 | ForEach-Object { $script:made++; $policies[$_ % 3] } | Get-DeviceConfigurationDeviceStatus |
                    ForEach-Object { $_; break }
            }
            $script:made
            """);
        Assert.Equal(Policies[1], result.Output[0]!.Properties["DeviceConfigurationId"].Value);
        Assert.InRange((int)result.Output[1]!.BaseObject, 1, 4999);
    }

    [Fact]
    public void Get_of_input_without_an_id_is_one_error_each()
    {
        PSObject[] rows = [Row("Colour=red"), Row("Colour=blue")];
        PipelineResult result = RunRows(rows, "$rows | Get-IosUpdateDeviceStatus");
        Assert.Empty(result.Output);
        Assert.Equal(["InvalidRow", "InvalidRow"], result.ErrorIds);
        Assert.Same(rows[1], result.Errors[1].TargetObject);
    }

    [Fact]
    public void Get_of_a_text_beside_a_typed_policy_is_an_error()
    {
        PipelineResult result = Run("'some-id' | Get-DeviceConfigurationDeviceStatus $args[0]", Configuration);
        Assert.Empty(result.Output);
        Assert.Single(result.Errors);
    }

    [Fact]
    public void Get_of_objects_from_the_pipeline_reads_them_again_in_order()
    {
        PipelineResult result = Run(
            "$all = Get-IosUpdateDeviceStatus; $again = $all | Get-IosUpdateDeviceStatus; -join $all.Id -eq -join $again.Id; $again.Count");
        Assert.Equal(["True", "120"], result.Succeeded().Texts);
    }

    [Fact]
    public void Get_of_a_list_follows_its_pages_to_the_end()
    {
        Assert.Equal(120, Run("Get-IosUpdateDeviceStatus").Succeeded().Output.Count);
        Assert.Equal(2, Server.Requests().Count);
    }

    [Fact]
    public void Filter_that_the_service_ignores_is_applied_with_one_warning()
    {
        ScriptList(
            """{"value":[{"id":"1","status":"compliant"},{"id":"2","status":"error"},"""
            + """{"id":"3","status":"brandNewStatus"},{"id":"4","status":"error"}]}""");
        PipelineResult result = Run("Get-IosUpdateDeviceStatus -Filter \"status eq 'error'\"").Succeeded();
        Assert.Equal(["2", "4"], result.Values("Id"));
        string warning = Assert.Single(result.Warnings);
        Assert.Contains("ignored -Filter", warning, StringComparison.Ordinal);
        Assert.Contains("4 rows, of which 2 match", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_that_cannot_be_checked_here_is_left_to_the_service()
    {
        ScriptList("""{"value":[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"}]}""");
        PipelineResult result = Run("Get-IosUpdateDeviceStatus -Filter \"tolower(osVersion) eq 'x'\" -Verbose").Succeeded();
        Assert.Equal(4, result.Output.Count);
        Assert.Contains(
            result.Verbose, line => line.Contains("cannot check whether the service applies -Filter", StringComparison.Ordinal));
    }

    [Fact]
    public void Filter_that_the_service_applies_gives_no_warning()
    {
        PipelineResult result = Run(
            "Get-DeviceConfigurationDeviceStatus $args[0] -Filter \"status ne 'compliant' and startswith(deviceDisplayName,'IPAD')\"",
            Configuration).Succeeded();
        Assert.True(result.Output.Count > 5);
        Assert.DoesNotContain("compliant", result.Values("Status"));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Get_of_a_list_that_is_shorter_than_its_overview_is_a_warning()
    {
        ScriptList("""{"value":[{"id":"1","status":"compliant"}]}""");
        PipelineResult result = Run("Get-DeviceCompliancePolicyDeviceStatus p -WarningAction Continue").Succeeded();
        string warning = Assert.Single(result.Warnings);
        Assert.Contains("ended after 1 rows", warning, StringComparison.Ordinal);
        Assert.Contains("counts 105", warning, StringComparison.Ordinal);
        Assert.Contains("Get-DeviceCompliancePolicyDeviceStatusOverview", warning, StringComparison.Ordinal);
        Assert.Equal(2, Server.Requests().Count);
    }

    [Theory]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatus p -Filter \"status eq 'compliant'\"")]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatus p -Top 5")]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatus p -WarningAction Ignore")]
    [InlineData("'p' | Get-DeviceCompliancePolicyDeviceStatus")]
    public void Get_does_not_read_an_overview_that_has_no_use(string command)
    {
        ScriptList("""{"value":[{"id":"1","status":"compliant"}]}""");
        Assert.Equal(["1"], Run(command).Succeeded().Values("Id"));
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Get_of_an_object_with_an_unknown_property_shows_it()
    {
        ScriptList("""{"value":[{"id":"1","status":"compliant","colour":"red"}]}""");
        PSObject row = Assert.Single(Run("Get-DeviceCompliancePolicyDeviceStatus p -Top 1").Succeeded().Output)!;
        Assert.Equal("red", row.Properties["colour"].Value);
        Assert.Equal("DeviceStatus.DeviceCompliancePolicyDeviceStatus", row.TypeNames[0]);
    }

    [Theory]
    [InlineData("DeviceConfigurationUserStatus", "d1000000-0000-4000-8000-000000000001", 150)]
    [InlineData("DeviceCompliancePolicyUserStatus", "c1000000-0000-4000-8000-000000000001", 120)]
    [InlineData("MobileAppConfigurationUserStatus", "a1000000-0000-4000-8000-000000000001", 110)]
    [InlineData("IosLobAppProvisioningConfigurationUserStatus", "b1000000-0000-4000-8000-000000000001", 70)]
    [InlineData("DeviceConfigurationDeviceStatusOverview", "d1000000-0000-4000-8000-000000000001", 1)]
    [InlineData("DeviceConfigurationUserStatusOverview", "d1000000-0000-4000-8000-000000000001", 1)]
    [InlineData("DeviceCompliancePolicyDeviceStatusOverview", "c1000000-0000-4000-8000-000000000001", 1)]
    [InlineData("DeviceCompliancePolicyUserStatusOverview", "c1000000-0000-4000-8000-000000000001", 1)]
    [InlineData("MobileAppConfigurationDeviceStatusSummary", "a1000000-0000-4000-8000-000000000001", 1)]
    [InlineData("MobileAppConfigurationUserStatusSummary", "a1000000-0000-4000-8000-000000000001", 1)]
    public void Get_of_user_statuses_and_overviews_reads_them(string noun, string policy, int count)
    {
        PipelineResult rows = Run($"Get-{noun} $args[0]", policy).Succeeded();
        Assert.Equal(count, rows.Output.Count);
        PSObject first = rows.Output[0]!;
        Assert.Equal("DeviceStatus." + noun, first.TypeNames[0]);
        string owner = noun[..(noun.Contains("DeviceStatus", StringComparison.Ordinal)
            ? noun.IndexOf("DeviceStatus", StringComparison.Ordinal)
            : noun.IndexOf("UserStatus", StringComparison.Ordinal))];
        Assert.Equal(policy, first.Properties[owner + "Id"].Value);
        if (count > 1)
        {
            PSObject fourth = rows.Output[3]!;
            Assert.Equal(
                [fourth.Properties["UserDisplayName"].Value.ToString()!],
                Run($"Get-{noun} $args[0] $args[1]", policy, fourth.Properties["Id"].Value).Succeeded().Values("UserDisplayName"));
        }
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus")]
    [InlineData("Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001")]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatus c1000000-0000-4000-8000-000000000001")]
    [InlineData("Get-MobileAppConfigurationDeviceStatus a1000000-0000-4000-8000-000000000001")]
    [InlineData("Get-IosLobAppProvisioningConfigurationDeviceStatus b1000000-0000-4000-8000-000000000001")]
    public void Get_with_Property_requests_the_id_and_the_named_properties(string command)
    {
        PipelineResult result = Run(command + " -Property Status, UserName -Top 1").Succeeded();
        Assert.Contains("$select=id,status,userName&", Server.Requests()[0].Url, StringComparison.Ordinal);
        PSObject row = Assert.Single(result.Output)!;
        Assert.NotNull(row.Properties["Status"].Value);
        Assert.Null(row.Properties["DeviceModel"]?.Value);
    }

    [Fact]
    public void Object_type_names_can_be_changed_without_those_of_the_others()
    {
        PipelineResult result = Run(
            """
            $rows = Get-DeviceConfigurationDeviceStatus $args[0]
            $rows[0].PSTypeNames.Insert(0, 'Changed')
            $rows[0], $rows[1] | ForEach-Object { $_.PSTypeNames -join ',' }
            """,
            Configuration).Succeeded();
        const string Names =
            "DeviceStatus.DeviceConfigurationDeviceStatus,DeviceStatus.StatusObject,"
            + "System.Management.Automation.PSCustomObject,System.Object";
        Assert.Equal(["Changed," + Names, Names], result.Output.Select(text => text!.ToString()));
    }

    [Fact]
    public void Object_has_the_properties_that_the_service_sent_in_its_order()
    {
        ScriptList(
            """
            {"value":[
                {"id":"1","colour":"red","status":"error","userName":null},
                {"status":"error","id":"2"},
                {"@odata.type":"#x","id":"3","id":"4","nested":{"a":[1,{"b":2}]}}]}
            """);
        IReadOnlyList<PSObject?> rows = Run("Get-DeviceConfigurationDeviceStatus $args[0]", Configuration).Succeeded().Output;
        Assert.Equal(
            [
                "DeviceConfigurationId,Id,colour,Status,UserName,Connection", "DeviceConfigurationId,Status,Id,Connection",
                "DeviceConfigurationId,Id,nested,Connection",
            ],
            rows.Select(row => string.Join(',', row!.Properties.Select(property => property.Name))));
        Assert.Equal("3", rows[2]!.Properties["Id"].Value);
        Assert.Null(rows[0]!.Properties["UserName"].Value);
    }

    [Fact]
    public void Get_of_a_long_list_outputs_each_object_once_and_in_order()
    {
        const int Count = 3_000;
        string items = string.Join(',', Enumerable.Range(0, Count).Select(number => $$"""{"id":"{{number}}","status":"error"}"""));
        ScriptList($$"""{"value":[{{items}}]}""");
        PipelineResult rows = Run("Get-DeviceConfigurationDeviceStatus $args[0]", Configuration).Succeeded();
        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"{number}"), rows.Values("Id"));
        Assert.Equal(Count, rows.Output.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Object_properties_can_be_changed_added_and_removed()
    {
        PipelineResult result = Run(
            """
            $row = Get-DeviceConfigurationDeviceStatus $args[0] -Top 1
            $row.Status = 'changed'
            $row.PSObject.Properties.Add([psnoteproperty]::new('Note', 'added'))
            $row.PSObject.Properties.Remove('UserName')
            $hasUser = @($row.PSObject.Properties | ForEach-Object Name) -contains 'UserName'
            '{0} {1} {2} {3}' -f $row.status, $row.Note, $hasUser, $row.Connection
            $row.PSObject.Properties.Add([psnoteproperty]::new('id', 'again'))
            @($row.PSObject.Properties | ForEach-Object Name) -eq 'Id' | ForEach-Object { $row.$_ }
            """,
            Configuration).Succeeded();
        Assert.Equal($"changed added False {Run("(Get-DeviceStatusConnection).Name").Output[0]}", result.Output[0]!.ToString());
        Assert.Equal(["again"], result.Output.Skip(1).Select(value => value!.ToString()));
    }

    private void ScriptList(string list) => Server.Script(
        new { match = "Overview", times = 0, body = Overview },
        new { match = @"/\$batch$", times = 0, body = "{\"responses\":[{\"id\":\"1\",\"status\":200,\"body\":" + list + "}]}" },
        new { match = "^GET ", times = 0, body = list });
}

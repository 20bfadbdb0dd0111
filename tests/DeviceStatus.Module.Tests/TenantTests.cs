using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The statuses of whole tenants, read with the names of their policies.</summary>
public sealed class TenantTests : ModuleTests
{
    private const int Total = 962;
    private const int InReportsOnly = 85;
    private const string WiFi = "iOS - Corporate Wi-Fi";
    private const string WiFiId = "d1000000-0000-4000-8000-000000000002";
    private const string Forbidden = """{"error":{"code":"Forbidden","message":"no"}}""";

    public TenantTests(ModuleFixture fixture)
        : base(fixture) => Run("$null = Connect-DeviceStatus -Sandbox -Name Tenant").Succeeded();

    [Fact]
    public void Get_DeviceStatus_reads_every_status_in_policy_order_with_names()
    {
        PipelineResult result = Run("Get-DeviceStatus").Succeeded();
        Assert.Equal(Total, result.Output.Count);
        Assert.Equal(
            [
                "DeviceConfiguration", "DeviceCompliancePolicy", "MobileAppConfiguration", "IosLobAppProvisioningConfiguration",
                "IosUpdate", "ConfigurationPolicy",
            ],
            result.Values("PolicyKind").Distinct());
        Assert.Equal(
            Run("Get-DeviceStatusPolicy").Succeeded().Values("DisplayName").Append(string.Empty).Order(StringComparer.Ordinal),
            result.Values("PolicyName").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["Tenant"], result.Values("Connection").Distinct());
        PSObject first = result.Output[0]!;
        Assert.Contains("DeviceStatus.DeviceConfigurationDeviceStatus", first.TypeNames);
        Assert.Equal(Configuration, first.Properties["DeviceConfigurationId"].Value);
    }

    [Fact]
    public void Coverage_counts_what_the_overviews_count()
    {
        ILookup<string, string> read = Rows("Get-DeviceStatus", "PolicyKind", "PolicyName").ToLookup(row => row);
        IReadOnlyList<PSObject?> coverage = Run("(Get-DeviceStatusRun -Last).Coverage").Output;
        Assert.Equal(17, coverage.Count);
        foreach (PSObject? record in coverage)
        {
            string kind = Text(record, "Kind");
            Assert.Equal("Complete", Text(record, "State"));
            Assert.Equal(Text(record, "Read"), $"{read[$"{kind} {Text(record, "PolicyName")}"].Count()}");
            Assert.Equal(
                kind.StartsWith("Ios", StringComparison.Ordinal) || kind == "ConfigurationPolicy" ? string.Empty : Text(record, "Read"),
                Text(record, "Expected"));
        }

        // The lists and overviews of 14 policies and the iOS updates are a few batches, not 44 requests; an export job is three.
        Assert.InRange(int.Parse(Run("(Get-DeviceStatusRun -Last).Requests").Text, null), 1, 12);
        Assert.Equal("17 17 0", Run("$run = Get-DeviceStatusRun -Last; \"$($run.Rows) $($run.Done) $($run.Failed)\"").Text);
        Assert.StartsWith(
            "Get-DeviceStatus: 962 statuses in 17 lists: 17 complete, in ", Run("\"$(Get-DeviceStatusRun -Last)\"").Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'ios - corporate wi-fi'", 40)]
    [InlineData("'iOS - Compliance*'", 160)]
    [InlineData("'" + WiFiId + "'", 40)]
    [InlineData("'iOS - Corp*', '" + WiFiId + "', 'Edge - Home page'", 70)]
    [InlineData("(Get-DeviceStatusPolicy 'iOS - Co*')", 200)]
    [InlineData("(Get-DeviceConfigurationDeviceStatus " + WiFiId + " -Top 2)", 40)]
    public void Policy_takes_names_wildcards_ids_and_objects_each_policy_once(string policy, int count)
    {
        Assert.Equal(count, Run($"Get-DeviceStatus -Policy {policy}").Succeeded().Output.Count);
        Assert.Equal(count, Run($"{policy} | Get-DeviceStatus").Succeeded().Output.Count);
    }

    [Theory]
    [InlineData("error", "error")]
    [InlineData("ERROR, Conflict", "conflict error")]
    [InlineData("'Not compliant'", "nonCompliant")]
    [InlineData("Succeeded", "compliant remediated")]
    public void Status_filters_the_output_and_counts_all_statuses_that_were_read(string status, string expected)
    {
        PipelineResult result = Run($"Get-DeviceStatus -Status {status}").Succeeded();
        Assert.Equal(expected, string.Join(' ', result.Values("Status").Distinct().Order(StringComparer.Ordinal)));
        Assert.Equal(Total, Run("(Get-DeviceStatusRun -Last).Coverage").Values("Read").Sum(int.Parse));
    }

    [Theory]
    [InlineData("Get-DeviceStatus -Status complaint", "ParameterArgumentValidationError")]
    [InlineData("Get-DeviceStatus -Policy @()", "ParameterArgumentValidationErrorEmptyArrayNotAllowed")]
    [InlineData("Get-DeviceStatus -Policy $null", "ParameterArgumentValidationError")]
    [InlineData("Get-DeviceStatus -Policy ''", "ParameterArgumentValidationError")]
    [InlineData("Get-DeviceStatus -Kind IosUpdate -User", "InvalidArgument")]
    [InlineData("Get-DeviceStatus -Connection nothing", "ParameterArgumentTransformationError")]
    [InlineData("Get-DeviceStatus nothing", "PolicyNotFound")]
    [InlineData("Get-DeviceStatusPolicy nothing", "PolicyNotFound")]
    [InlineData("Get-DeviceStatusPolicy -Id nothing", "PolicyNotFound")]
    [InlineData("$host | Get-DeviceStatus", "InvalidArgument")]
    public void Get_DeviceStatus_with_a_wrong_argument_is_one_error_and_reads_nothing(string command, string errorId)
    {
        PipelineResult result = Run(command);
        Assert.Empty(result.Output);
        Assert.StartsWith(result.Error.FullyQualifiedErrorId.Split(',')[0], errorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DeviceStatusPolicy 'nothing*' | Get-DeviceStatus")]
    [InlineData("@() | Get-DeviceStatus")]
    [InlineData("Get-DeviceStatus 'nothing*'")]
    public void Get_DeviceStatus_with_nothing_from_the_pipeline_does_not_read_all(string command) =>
        Assert.Empty(Run(command).Succeeded().Output);

    [Fact]
    public void User_reads_the_statuses_of_users()
    {
        PipelineResult result = Run("Get-DeviceStatus -User").Succeeded();
        Assert.Equal(Total - InReportsOnly - 120, result.Output.Count);
        Assert.Equal("DeviceStatus.TenantUserStatus", result.Output[0]!.TypeNames[0]);
        Assert.Equal(["Complete"], Run("(Get-DeviceStatusRun -Last).Coverage").Values("State").Distinct());
    }

    [Fact]
    public void Coverage_of_a_denied_policy_is_failed_with_one_error_and_the_others_are_complete()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxDeniedPolicy $args[0] -Name Denied", WiFi).Succeeded();
        PipelineResult result = Run("Get-DeviceStatus");
        Assert.Equal(Total - 40, result.Output.Count);
        Assert.StartsWith("GraphForbidden,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(WiFi + ": ", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(WiFi, ((PSObject)result.Error.TargetObject).Properties["DisplayName"].Value);
        PSObject lost = Assert.Single(
            Run("(Get-DeviceStatusRun -Last).Coverage").Output, record => Text(record, "State") != "Complete")!;
        Assert.Equal(
            $"Failed {WiFi} 0 ", string.Join(' ', new[] { "State", "PolicyName", "Read", "Expected" }.Select(name => Text(lost, name))));
        Assert.NotEmpty(Text(lost, "Reason"));
        Session.SetVariable("lost", result.Error.TargetObject);
        Assert.Equal(40, Run("$lost | Get-DeviceStatus -Connection Tenant").Succeeded().Output.Count);
    }

    [Fact]
    public void Coverage_of_a_short_list_is_partial_with_one_warning()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxShortList -Name Short").Succeeded();
        PipelineResult result = Run("Get-DeviceStatus").Succeeded();
        Assert.StartsWith("11 of 17 lists", Assert.Single(result.Warnings), StringComparison.Ordinal);
        PipelineResult coverage = Run("(Get-DeviceStatusRun -Last).Coverage | Where-Object State -eq Partial");
        Assert.Equal(11, coverage.Output.Count);
        Assert.Equal(("75", "150"), (coverage.Values("Read")[0], coverage.Values("Expected")[0]));
        Assert.StartsWith("The list ended after 75 statuses", coverage.Values("Reason")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_of_a_list_with_a_lost_page_is_partial_with_one_error()
    {
        Server.Script(new { match = @"^GET .*/iosUpdateStatuses\?.*skiptoken", times = 0, status = 403, body = Forbidden });
        PipelineResult result = Run($"Get-DeviceStatus -Kind IosUpdate -Connection {ModuleFixture.ConnectionName}");
        Assert.Equal(100, result.Output.Count);
        Assert.Single(result.Errors);
        PSObject record = Assert.Single(Run("(Get-DeviceStatusRun -Last).Coverage").Output)!;
        Assert.Equal("Partial 100 IosUpdate", $"{Text(record, "State")} {Text(record, "Read")} {Text(record, "Kind")}");
        Assert.NotEmpty(Text(record, "Reason"));
    }

    [Fact]
    public void Coverage_of_a_kind_that_cannot_be_listed_is_one_error_and_a_record_of_its_own()
    {
        Server.Script(new { match = @"^GET .*/deviceCompliancePolicies\?", times = 0, status = 403, body = Forbidden });
        PipelineResult result = Run($"Get-DeviceStatus -Kind DeviceCompliancePolicy -Connection {ModuleFixture.ConnectionName}");
        Assert.Empty(result.Output);
        Assert.StartsWith("GraphForbidden,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        PSObject record = Assert.Single(Run("(Get-DeviceStatusRun -Last).Coverage").Output)!;
        Assert.Equal("Failed DeviceCompliancePolicy ", $"{Text(record, "State")} {Text(record, "Kind")} {Text(record, "PolicyId")}");
    }

    [Theory]
    [InlineData(404, "not found")]
    [InlineData(400, "Resource not found for the segment 'configurationPolicies'.")]
    public void Kind_of_the_settings_catalog_that_the_service_lacks_is_an_error_only_if_it_is_named(int status, string message)
    {
        ConnectWithFaultOfSettingsCatalog(status, message);
        foreach (string command in new[] { "Get-DeviceStatusPolicy", "Get-DeviceStatus" })
        {
            PipelineResult result = Run($"{command} -Connection Faulty").Succeeded();
            Assert.DoesNotContain("ConfigurationPolicy", result.Values("PolicyKind").Concat(result.Values("Kind")));
            Assert.StartsWith(
                "The service of 'Faulty' has no /deviceManagement/configurationPolicies.",
                Assert.Single(result.Warnings),
                StringComparison.Ordinal);
            Assert.Single(Run($"{command} -Kind DeviceConfiguration, ConfigurationPolicy -Connection Faulty").Errors);
        }

        Assert.Equal(Total - InReportsOnly, Run("Get-DeviceStatus -Connection Faulty").Succeeded().Output.Count);
        Assert.Equal("0", LastRun("ExitCode"));
        Assert.Equal(["Complete"], Run("(Get-DeviceStatusRun -Last).Coverage").Values("State").Distinct());
    }

    [Fact]
    public void Kind_of_the_settings_catalog_that_may_not_be_read_is_an_error()
    {
        ConnectWithFaultOfSettingsCatalog(403, "no");
        PipelineResult result = Run("Get-DeviceStatusPolicy -Connection Faulty");
        Assert.StartsWith("GraphForbidden,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Read_that_ends_early_says_what_it_did_not_read()
    {
        Run("foreach ($once in 1) { Get-DeviceStatus | ForEach-Object { break } }");
        IReadOnlyList<string> states = Run("(Get-DeviceStatusRun -Last).Coverage").Values("State");
        Assert.Equal((17, "Partial", "Failed"), (states.Count, states[0], states[^1]));
    }

    [Fact]
    public void Get_DeviceStatus_of_several_connections_reads_each_with_its_own_coverage()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxDay 2 -Name TenantB").Succeeded();
        PipelineResult result = Run("Get-DeviceStatus -Connection tenant*").Succeeded();
        Assert.Equal(["Tenant", "TenantB"], result.Values("Connection").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Total, result.Values("Connection").Count(name => name == "Tenant"));
        Assert.Equal(34, Run("(Get-DeviceStatusRun -Last).Coverage").Output.Count);
        Assert.Equal(
            ["Tenant", "TenantB"],
            Run("Get-DeviceStatusPolicy $args[0] -Connection Tenant, TenantB | Get-DeviceStatus", WiFi)
                .Succeeded().Values("Connection").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Policy_of_a_connection_that_is_closed_is_one_error_and_the_others_are_read()
    {
        PipelineResult result = Run(
            """
            $null = Connect-DeviceStatus -Sandbox -Name Ended
            $policies = Get-DeviceStatusPolicy $args[0] -Connection Ended, Tenant
            Disconnect-DeviceStatus Ended
            $policies | Get-DeviceStatus
            """,
            WiFi);
        Assert.Equal(["NotConnected"], result.ErrorIds);
        Assert.Equal(["Tenant"], result.Values("Connection").Distinct());
        Assert.Equal(40, result.Output.Count);
    }

    [Fact]
    public void Row_of_a_connection_that_is_not_open_is_one_error_and_the_other_policies_are_listed()
    {
        PipelineResult result = Run(
            "'Ended', 'Tenant' | ForEach-Object { [pscustomobject]@{ Connection = $_; Name = '" + WiFi + "' } } | Get-DeviceStatusPolicy");
        Assert.Equal(["NotConnected"], result.ErrorIds);
        Assert.Contains("There is no connection named 'Ended'", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Tenant"], result.Values("Connection"));
        Assert.Empty(Run("[pscustomobject]@{ Connection = 'Ended'; Name = '*' } | Get-DeviceStatusPolicy").Output);
    }

    [Theory]
    [InlineData("DeviceConfiguration", "DeviceConfigurationDeviceStatus", 40)]
    [InlineData("DeviceConfiguration", "DeviceConfigurationUserStatusOverview", 1)]
    [InlineData("DeviceCompliancePolicy", "DeviceCompliancePolicyUserStatus", 40)]
    [InlineData("MobileAppConfiguration", "MobileAppConfigurationDeviceStatusSummary", 1)]
    [InlineData("IosLobAppProvisioningConfiguration", "IosLobAppProvisioningConfigurationDeviceStatus", 30)]
    public void Policy_object_is_taken_by_the_commands_of_its_kind(string kind, string noun, int count)
    {
        Run("$policy = (Get-DeviceStatusPolicy -Kind $args[0])[1]", kind).Succeeded();
        Assert.Equal(count, Run($"$policy | Get-{noun}").Succeeded().Output.Count);
        Assert.Equal(count, Run($"Get-{noun} $policy").Succeeded().Output.Count);
    }

    [Theory]
    [InlineData("$policy | Get-DeviceConfigurationDeviceStatus")]
    [InlineData("Get-DeviceConfigurationDeviceStatus $policy")]
    [InlineData("$policy | Get-DeviceConfigurationDeviceStatusOverview")]
    public void Policy_object_of_another_kind_is_refused(string command)
    {
        Run("$policy = (Get-DeviceStatusPolicy -Kind DeviceCompliancePolicy)[1]").Succeeded();
        PipelineResult result = Run(command);
        Assert.Equal(["InvalidRow"], result.ErrorIds);
        Assert.Contains("of the kind DeviceCompliancePolicy", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("a policy of the kind DeviceConfiguration", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public void View_of_a_tenant_fits_the_screen_and_shows_policy_device_and_status(int width)
    {
        IReadOnlyList<string> lines = Session.Display("Get-DeviceStatus -Status error, conflict, nonCompliant", width);
        Assert.Matches("^DeviceDisplayName +Status +LastReportedDateTime +PolicyName *$", lines[0]);
        Assert.Matches(@"^IPAD-0004 +nonCompliant +2026-06-01 \d\d:\d\d +iOS - Baseline restricti", lines[2]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void Status_that_two_pages_have_is_output_and_counted_once()
    {
        Page("iosUpdateStatuses", "1", "2");
        PipelineResult result = Run($"Get-DeviceStatus -Kind IosUpdate -Connection {ModuleFixture.ConnectionName}").Succeeded();
        Assert.Equal(["1", "2", "3"], result.Values("Id"));
        Assert.Equal("3 Complete", Run("$c = (Get-DeviceStatusRun -Last).Coverage; \"$($c.Read) $($c.State)\"").Text);
    }

    [Fact]
    public void Policy_that_two_pages_have_is_listed_and_read_once()
    {
        Page("deviceConfigurations", Configuration, WiFiId);
        string where = $"-Kind DeviceConfiguration -Connection {ModuleFixture.ConnectionName}";
        Assert.Equal([Configuration, WiFiId, "3"], Run("Get-DeviceStatusPolicy " + where).Succeeded().Values("Id"));
        Page("deviceConfigurations", Configuration, WiFiId);
        Assert.Equal(190, Run($"Get-DeviceStatus {where} -ErrorAction Ignore").Output.Count);
    }

    [Fact]
    public void Page_whose_link_is_refused_has_its_rows_read()
    {
        Server.Script(
            new
            {
                match = "^GET .*/iosUpdateStatuses$",
                body = """{"value":[{"id":"1"}],"@odata.nextLink":"https://elsewhere.example/v1.0/x"}""",
            });
        PipelineResult result = Run($"Get-DeviceStatus -Kind IosUpdate -Connection {ModuleFixture.ConnectionName}");
        Assert.Equal(["1"], result.Values("Id"));
        Assert.Contains("https://elsewhere.example", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("1 Partial", Run("$c = (Get-DeviceStatusRun -Last).Coverage; \"$($c.Read) $($c.State)\"").Text);
    }

    [Fact]
    public void Get_DeviceStatusPolicy_does_not_call_an_id_missing_whose_policy_has_another_name()
    {
        Assert.Empty(Run($"Get-DeviceStatusPolicy 'Outlook*' -Id {WiFiId}").Succeeded().Output);
        Assert.Equal([WiFiId], Run($"Get-DeviceStatusPolicy 'ios*' -Id {WiFiId}").Succeeded().Values("Id"));
        Assert.Equal(["PolicyNotFound"], Run($"Get-DeviceStatusPolicy 'ios*' -Id nobody").ErrorIds);
    }

    /// <summary>Prescribes two pages of a list; the second begins with the last row of the first.</summary>
    private void Page(string collection, string first, string second) => Server.Script(
        new { match = $"^GET .*/{collection}\\?.*skiptoken", body = $$"""{"value":[{"id":"{{second}}"},{"id":"3"}]}""" },
        new
        {
            match = $"^GET .*/{collection}(\\?|$)",
            body = $$"""
                {
                    "value": [{"id":"{{first}}"},{"id":"{{second}}"}],
                    "@odata.nextLink": "{{Server.Url}}/v1.0/deviceManagement/{{collection}}?$skiptoken=2"
                }
                """,
        });

    private static string Text(PSObject? item, string name) => item?.Properties[name]?.Value?.ToString() ?? string.Empty;

    private IEnumerable<string> Rows(string command, string first, string second)
    {
        PipelineResult result = Run(command).Succeeded();
        return result.Values(first).Zip(result.Values(second), (one, two) => $"{one} {two}");
    }

    private void ConnectWithFaultOfSettingsCatalog(int status, string message) => Run(
        """
        $fault = @{ StatusCode = $args[0]; Path = '*/configurationPolicies*'; ErrorCode = 'BadRequest'; Message = $args[1] }
        $null = Connect-DeviceStatus -Sandbox -SandboxFault $fault -Name Faulty
        """,
        status,
        message).Succeeded();
}

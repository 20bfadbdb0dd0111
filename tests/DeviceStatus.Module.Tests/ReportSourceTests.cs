using System.Management.Automation;
using System.Text.Json;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Statuses read from Intune's reports instead of from the collections.</summary>
public sealed class ReportSourceTests : ModuleTests
{
    private const int Total = 962;
    private const int InReports = 565;
    private const string WiFi = "d1000000-0000-4000-8000-000000000002";
    private const string Staff = "c1000000-0000-4000-8000-000000000001";
    private const string Passcode = "e1000000-0000-4000-8000-000000000001";
    private const string Shared = "PolicyName, PolicyKind, DeviceDisplayName, Status, LastReportedDateTime, UserPrincipalName, Connection";
    private const string Forbidden = """{"error":{"code":"Forbidden","message":"no"}}""";

    public ReportSourceTests(ModuleFixture fixture)
        : base(fixture) => Run("$null = Connect-DeviceStatus -Sandbox -Name Tenant").Succeeded();

    [Fact]
    public void Source_Report_has_the_statuses_of_the_collections_and_of_the_settings_catalog()
    {
        string[] expected = Csv("Get-DeviceStatus -Kind DeviceConfiguration, DeviceCompliancePolicy -Source Collection", Shared);
        string[] read = Csv("Get-DeviceStatus -Kind DeviceCompliancePolicy, DeviceConfiguration -Source Report", Shared);
        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        PipelineResult all = Run("Get-DeviceStatus -Source Report").Succeeded();
        Assert.Equal(InReports, all.Output.Count);
        Assert.Empty(all.Warnings);
        Assert.Equal(
            ["ConfigurationPolicy", "DeviceCompliancePolicy", "DeviceConfiguration"],
            all.Values("PolicyKind").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DeviceConfiguration", WiFi, "UserName")]
    [InlineData("DeviceCompliancePolicy", Staff, "DeviceModel")]
    public void Source_Report_of_a_noun_outputs_objects_with_the_same_properties_and_types(string kind, string policy, string lacking)
    {
        string command = $"Get-{kind}DeviceStatus {policy}";
        PSObject[] listed = [.. Run($"{command} -Source Collection").Succeeded().Output!];
        PSObject[] read = [.. Run($"{command} -Source Report").Succeeded().Output!];
        Assert.Equal(listed.Length, read.Length);
        string[] missing = ["Id", "ComplianceGracePeriodExpirationDateTime", lacking];
        for (int i = 0; i < listed.Length; i++)
        {
            Assert.Equal(listed[i].TypeNames, read[i].TypeNames);
            foreach (PSPropertyInfo property in listed[i].Properties)
            {
                object? value = read[i].Properties[property.Name].Value;
                Assert.Equal(missing.Contains(property.Name) ? null : property.Value, value);
            }
        }

        Assert.Equal(
            "de000000-0000-4000-8000-000000000001",
            read[0].Properties[kind == "DeviceConfiguration" ? "IntuneDeviceId" : "DeviceId"].Value);
    }

    [Theory]
    [InlineData("-Filter \"status eq 'error'\"")]
    [InlineData("-Filter \"status eq 'error' or status eq 'conflict'\" -Top 3")]
    [InlineData("-Filter \"startswith(deviceDisplayName,'IPAD')\" -Property DeviceDisplayName, Status")]
    [InlineData("-Top 7")]
    [InlineData("-Top 1000 -Property Status")]
    public void Source_Report_of_a_noun_takes_Filter_Top_and_Property_as_a_collection_does(string arguments)
    {
        string command = $"Get-DeviceConfigurationDeviceStatus {Configuration} {arguments}";
        PipelineResult listed = Run($"{command} -Source Collection").Succeeded();
        PipelineResult read = Run($"{command} -Source Report").Succeeded();
        Assert.NotEmpty(read.Output);
        Assert.Empty(read.Warnings);
        Assert.Equal(listed.Values("DeviceDisplayName"), read.Values("DeviceDisplayName"));
        Assert.Equal(listed.Values("Status"), read.Values("Status"));
        if (arguments.Contains("-Property", StringComparison.Ordinal))
        {
            Assert.Equal(
                listed.Output[0]!.Properties.Select(property => property.Name),
                read.Output[0]!.Properties.Select(property => property.Name));
        }
    }

    [Theory]
    [InlineData("-Status error")]
    [InlineData("-Status 'Not compliant', Conflict")]
    [InlineData("-Policy 'iOS - Co*'")]
    [InlineData("-Policy " + WiFi)]
    [InlineData("-Policy (Get-DeviceStatusPolicy 'iOS - Corporate*') -Status compliant")]
    public void Source_Report_of_Get_DeviceStatus_takes_its_parameters_as_a_collection_does(string arguments)
    {
        string[] listed = Csv($"Get-DeviceStatus {arguments} -Kind DeviceConfiguration, DeviceCompliancePolicy -Source Collection", Shared);
        string[] read = Csv($"Get-DeviceStatus {arguments} -Kind DeviceConfiguration, DeviceCompliancePolicy -Source Report", Shared);
        Assert.NotEmpty(read);
        Assert.Equal(listed.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Get-DeviceStatus -Source Report -User", "InvalidArgument")]
    [InlineData("Get-DeviceStatus -Source Report -Kind MobileAppConfiguration", "InvalidArgument")]
    [InlineData("Get-DeviceStatus -Source Collection -Kind ConfigurationPolicy", "InvalidArgument")]
    [InlineData("Get-DeviceStatus -User -Kind ConfigurationPolicy", "InvalidArgument")]
    [InlineData("(Get-DeviceStatusPolicy -Kind ConfigurationPolicy)[0] | Get-DeviceStatus -Source Collection", "InvalidArgument")]
    [InlineData("Get-DeviceStatusPolicy 'Edge*' | Get-DeviceStatus -Source Report", "InvalidArgument")]
    [InlineData("Get-DeviceStatus -Source Reports", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-DeviceConfigurationDeviceStatus " + WiFi + " x -Source Report", "InvalidRow")]
    [InlineData(
        "Get-DeviceConfigurationDeviceStatus " + WiFi + " -Source Report -Filter 'contains(tolower(userName),1) eq false and x/any()'",
        "InvalidArgument")]
    [InlineData("(Get-DeviceStatusPolicy -Kind ConfigurationPolicy)[0] | Get-DeviceConfigurationDeviceStatus -Source Report", "InvalidRow")]
    public void Source_that_is_not_supported_is_one_error_and_reads_nothing(string command, string errorId)
    {
        PipelineResult result = Run(command);
        Assert.Empty(result.Output);
        Assert.StartsWith(errorId, result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_Auto_without_the_collection_reads_the_report_with_one_warning_for_each_kind()
    {
        Connect("StatusCollectionRemoved");
        PipelineResult result = Run("Get-DeviceStatus -Connection Trap").Succeeded();
        Assert.Equal(Total, result.Output.Count);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("for DeviceConfiguration ", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("for DeviceCompliancePolicy ", result.Warnings[1], StringComparison.Ordinal);
        PipelineResult coverage = Run("(Get-DeviceStatusRun -Last).Coverage");
        Assert.Equal(17, coverage.Output.Count);
        Assert.Equal(["Complete"], coverage.Values("State").Distinct());
        Assert.Equal(10, coverage.Values("Source").Count(source => source == "Report"));

        // The overviews are still there and say how many rows there should be.
        Assert.Equal(
            ["150", "40", "20", "60", "30"],
            Run("(Get-DeviceStatusRun -Last).Coverage | Where-Object Kind -eq DeviceConfiguration").Values("Expected"));
    }

    [Fact]
    public void Source_Auto_of_a_noun_keeps_the_order_of_the_policies_and_warns_once()
    {
        Connect("StatusCollectionRemoved");
        string[] expected = Csv(
            "Get-DeviceStatusPolicy -Kind DeviceConfiguration -Connection Tenant | Get-DeviceConfigurationDeviceStatus -Connection Tenant",
            "DeviceConfigurationId, DeviceDisplayName");
        PipelineResult result = Run(
            "Get-DeviceStatusPolicy -Kind DeviceConfiguration -Connection Trap | "
            + "Get-DeviceConfigurationDeviceStatus -Connection Trap").Succeeded();
        Session.SetVariable("result", result.Output);
        Assert.Equal(expected, Csv("$result", "DeviceConfigurationId, DeviceDisplayName"));
        Assert.Single(result.Warnings);
    }

    [Theory]
    [InlineData("Get-DeviceStatus -Kind DeviceConfiguration", true)]
    [InlineData("Get-DeviceStatus -Kind DeviceConfiguration -Source Collection", false)]
    [InlineData("Get-DeviceConfigurationDeviceStatus $ids", true)]
    [InlineData("$ids | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = $_ } } | Get-DeviceConfigurationDeviceStatus", true)]
    [InlineData("Get-DeviceConfigurationDeviceStatus $ids -Source Collection", false)]
    public void Source_Auto_does_not_request_a_collection_again_that_no_longer_exists(string command, bool isSkipped)
    {
        string[] ids = [.. Enumerable.Range(1, 400).Select(number => $"d9000000-0000-4000-8000-{number:d12}")];
        string policies = JsonSerializer.Serialize(new { value = ids.Select(id => new { id, displayName = id }) });
        using GraphServer server = GraphServer.Start("--behavior", "StatusCollectionRemoved");
        server.Script(new { match = @"^GET .*/deviceConfigurations\?", times = 0, status = 200, body = policies });
        Session.SetVariable("ids", ids);
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Removed", server.Url).Succeeded();
        Run(command + " -Connection Removed");
        int asked = server.Operations().Count(operation => operation.Url.Contains("/deviceStatuses", StringComparison.Ordinal));

        // Those of the batches that were under way before the first response, eight of twenty.
        Assert.InRange(asked, isSkipped ? 1 : ids.Length, isSkipped ? 160 : ids.Length);
    }

    [Theory]
    [InlineData("Get-DeviceStatus -Source Collection -Kind DeviceConfiguration -Connection Trap", 5)]
    [InlineData("Get-DeviceConfigurationDeviceStatus " + WiFi + " -Source Collection -Connection Trap", 1)]
    public void Source_Collection_reads_no_report(string command, int errors)
    {
        Connect("StatusCollectionRemoved");
        PipelineResult result = Run(command);
        Assert.Empty(result.Output);
        Assert.Equal(Enumerable.Repeat("GraphBadRequest", errors), result.ErrorIds);
    }

    [Fact]
    public void Source_Auto_does_not_take_a_missing_policy_for_a_removed_collection()
    {
        PipelineResult result = Run("Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-00000000ffff -Connection Tenant");
        Assert.Equal(["GraphNotFound"], result.ErrorIds);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData(400, "BadRequest", "Resource not found for the segment 'deviceStatuses'.")]
    [InlineData(404, "ResourceNotFound", "Resource not found for the segment 'deviceStatuses'.")]
    [InlineData(400, "No method match route template", "No OData route exists that match template")]
    [InlineData(405, "Request_BadRequest", "Specified HTTP method is not allowed")]
    [InlineData(410, "Gone", "gone")]
    public void Source_Auto_recognizes_every_documented_response_of_a_removed_collection(int status, string code, string message)
    {
        string body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
        Server.Script(new { match = @"^GET .*/deviceStatuses(\?|$)", times = 0, status, body });
        PipelineResult result = Run($"Get-DeviceConfigurationDeviceStatus {WiFi} -Connection {ModuleFixture.ConnectionName}").Succeeded();
        Assert.Equal(40, result.Output.Count);
        Assert.Single(result.Warnings);
    }

    [Theory]
    [InlineData("FilterIgnored")]
    [InlineData("PagingIgnored")]
    [InlineData("ColumnsReordered")]
    [InlineData("SelectRefused")]
    [InlineData("ActionRemoved")]
    [InlineData("FilterIgnored, PagingIgnored, ColumnsReordered, StatusCollectionRemoved")]
    public void Source_Report_outputs_the_same_rows_however_the_service_behaves(string behavior)
    {
        Connect(behavior);
        string[] all = Csv(
            "Get-DeviceStatus -Source Report -Connection Tenant", Shared.Replace(", Connection", string.Empty, StringComparison.Ordinal));
        Assert.Equal(
            all,
            Csv(
                "Get-DeviceStatus -Source Report -Connection Trap",
                Shared.Replace(", Connection", string.Empty, StringComparison.Ordinal)));
        Assert.Equal(["Complete"], Run("(Get-DeviceStatusRun -Last).Coverage").Values("State").Distinct());
        foreach (string policy in new[] { Configuration, Passcode })
        {
            Assert.Equal(
                Csv($"Get-DeviceStatus {policy} -Connection Tenant", "DeviceDisplayName, Status"),
                Csv($"Get-DeviceStatus {policy} -Connection Trap -WarningAction SilentlyContinue", "DeviceDisplayName, Status"));
        }
    }

    [Fact]
    public void Source_Report_with_a_status_as_a_number_is_unknown_with_one_warning()
    {
        Connect("NumbersOnly");
        PipelineResult result = Run("Get-DeviceStatus -Source Report -Connection Trap").Succeeded();
        Assert.Equal(["unknown"], result.Values("Status").Distinct());
        Assert.Contains("2", result.Values("PolicyStatus"));
        Assert.Contains("565 rows", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.All(
            Run("(Get-DeviceStatusRun -Last).Coverage").Values("Reason"),
            reason => Assert.Contains("only as a number", reason, StringComparison.Ordinal));
        Assert.Single(Run($"Get-DeviceConfigurationDeviceStatus {WiFi} -Source Report -Connection Trap").Succeeded().Warnings);
    }

    [Theory]
    [InlineData("JobFailed", "failed")]
    [InlineData("AddressExpired", "expired")]
    public void Source_Report_with_a_report_that_fails_is_one_error_and_the_others_are_read(string behavior, string says)
    {
        Connect(behavior);
        PipelineResult result = Run("Get-DeviceStatus -Connection Trap");
        Assert.Equal(877, result.Output.Count);
        Assert.Equal(["ReportFailed"], result.ErrorIds);
        Assert.Contains(says, result.Error.ToString(), StringComparison.Ordinal);
        PipelineResult failed = Run("(Get-DeviceStatusRun -Last).Coverage | Where-Object State -eq Failed");
        Assert.Equal(["ConfigurationPolicy"], failed.Values("Kind").Distinct());
        Assert.Equal(2, failed.Output.Count);
        Assert.All(failed.Values("Reason"), reason => Assert.Contains(says, reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Export_job_over_the_rate_limit_waits_as_the_service_says()
    {
        // 48 requests are used up by the export of one report after the other; the next is refused and waits.
        Connect("JobRateLimited");
        Run(
            "1..16 | ForEach-Object { "
            + "$null = Export-DeviceStatusIntuneReport DeviceStatusByCompliacePolicyReport -Property DeviceName -Connection Trap }")
            .Succeeded();
        RunningPipeline waiting =
            Session.Begin("Export-DeviceStatusIntuneReport DeviceStatusByCompliacePolicyReport -Connection Trap -Verbose");
        using (waiting)
        {
            waiting.WaitForVerbose("Trying again in");
            waiting.Stop();
        }
    }

    [Fact]
    public void Policy_of_the_settings_catalog_is_listed_with_its_name()
    {
        PipelineResult result = Run("Get-DeviceStatusPolicy -Kind ConfigurationPolicy").Succeeded();
        Assert.Equal(["Passcode rules (settings catalog)", "Software update rules (settings catalog)"], result.Values("DisplayName"));
        Assert.Equal([Passcode], Run("Get-DeviceStatusPolicy 'Passcode*'").Succeeded().Values("Id"));
        Assert.Equal(60, Run($"Get-DeviceStatus {Passcode}").Succeeded().Output.Count);
        Assert.Equal(60, Run("Get-DeviceStatusPolicy 'Passcode*' | Get-DeviceStatus").Succeeded().Output.Count);
        Assert.Equal(60, Run("(Get-DeviceStatus 'Passcode*' -Status compliant)[0] | Get-DeviceStatus").Succeeded().Output.Count);
        Assert.Contains("DeviceStatus.ConfigurationPolicyDeviceStatus", Run($"Get-DeviceStatus {Passcode}").Output[0]!.TypeNames);
    }

    [Fact]
    public void Policy_kind_that_may_not_be_listed_is_one_error_that_names_the_permission()
    {
        Server.Script(new { match = @"^GET .*/configurationPolicies\?", times = 0, status = 403, body = Forbidden });
        PipelineResult result = Run($"Get-DeviceStatusPolicy -Kind ConfigurationPolicy -Connection {ModuleFixture.ConnectionName}");
        Assert.Empty(result.Output);
        Assert.StartsWith("ConfigurationPolicy of ", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("DeviceManagementConfiguration.Read.All", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_without_beta_has_an_error_for_the_kind_of_beta_a_warning_for_the_settings_catalog_and_reads_the_others()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -ApiVersion v1.0 -Name V1").Succeeded();
        PipelineResult policies = Run("Get-DeviceStatusPolicy -Connection V1");
        Assert.Equal(11, policies.Output.Count);
        Assert.Equal(["GraphBadRequest"], policies.ErrorIds);
        Assert.Contains("ConfigurationPolicy is left out", Assert.Single(policies.Warnings), StringComparison.Ordinal);
        PipelineResult statuses = Run("Get-DeviceStatus -Connection V1");
        Assert.Equal(765, statuses.Output.Count);
        Assert.Equal(["GraphBadRequest"], statuses.ErrorIds);
        Assert.Contains("ConfigurationPolicy is left out", Assert.Single(statuses.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            ["IosLobAppProvisioningConfiguration"],
            Run("(Get-DeviceStatusRun -Last).Coverage | Where-Object State -ne Complete").Values("Kind"));
    }

    [Fact]
    public void Token_is_sent_to_Graph_and_never_to_the_host_of_the_file()
    {
        Run($"Get-DeviceStatus -Source Report -Connection {ModuleFixture.ConnectionName}").Succeeded();
        ILookup<bool, ServerRequest> requests =
            Server.Requests().ToLookup(request => request.Headers["Host"] == new Uri(Server.Url).Authority);
        Assert.Equal(2, requests[false].Count());
        Assert.All(requests[false], request =>
        {
            Assert.Matches(@"^/[^/]+\.zip\?.*sig=", request.Url);
            Assert.DoesNotContain("Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
            Assert.DoesNotContain(request.Headers.Values, value => value.Contains(PowerShellSession.Token, StringComparison.Ordinal));
        });
        Assert.All(requests[true], request => Assert.Contains("Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Run_names_its_export_jobs_and_the_same_command_continues_with_them()
    {
        const string Command = "Get-DeviceStatus -Source Report -Kind DeviceConfiguration";
        Run($"foreach ($once in 1) {{ {Command} | ForEach-Object {{ break }} }}").Succeeded();
        PSObject job = Assert.Single(Run("(Get-DeviceStatusRun -Last).ReportJobs").Output)!;
        Assert.Equal(
            ("Tenant", "DeviceStatusesByConfigurationProfile"), (job.Properties["Connection"].Value, job.Properties["Report"].Value));
        PipelineResult again = Run($"{Command} -Verbose").Succeeded();
        Assert.Equal(300, again.Output.Count);
        Assert.Single(again.Verbose, text => text.StartsWith("Continuing with the export job", StringComparison.Ordinal));
        Assert.Equal([job.Properties["Id"].Value], Run("(Get-DeviceStatusRun -Last).ReportJobs").Values("Id"));
        Assert.Single(
            Run($"{Command} -Verbose").Succeeded().Verbose, text => text.StartsWith("Created the export job", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_as_JSON_has_the_jobs_and_the_source_of_each_policy()
    {
        Run("$null = Get-DeviceStatus -Source Report -Kind DeviceConfiguration").Succeeded();
        using JsonDocument run = JsonDocument.Parse(Run("Get-DeviceStatusRun -Last -AsJson").Text);
        JsonElement job = Assert.Single(run.RootElement.GetProperty("reportJobs").EnumerateArray());
        Assert.Equal(Run("(Get-DeviceStatusRun -Last).ReportJobs").Values("Id"), [job.GetProperty("id").GetString()!]);
        Assert.All(
            run.RootElement.GetProperty("coverage").EnumerateArray(),
            each => Assert.Equal("Report", each.GetProperty("source").GetString()));
    }

    [Fact]
    public void Source_Report_without_the_permission_is_one_error_that_names_it()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxPermission DeviceManagementApps.Read.All -Name Apps").Succeeded();
        PipelineResult result =
            Run("Get-DeviceStatusPolicy -Kind DeviceConfiguration -Connection Tenant | Get-DeviceStatus -Source Report -Connection Apps");
        Assert.Equal(["GraphForbidden"], result.ErrorIds);
        Assert.Contains("DeviceManagementConfiguration.Read", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, Run("(Get-DeviceStatusRun -Last).Coverage | Where-Object State -eq Failed").Output.Count);
    }

    [Fact]
    public void JobId_continues_with_the_jobs_of_an_earlier_run_and_says_which_do_not_fit()
    {
        Run("$null = Get-DeviceStatus -Source Report; $ids = (Get-DeviceStatusRun -Last).ReportJobs.Id").Succeeded();
        PipelineResult result = Run("Get-DeviceStatus -Source Report -JobId $ids").Succeeded();
        Assert.Equal(InReports, result.Output.Count);
        Assert.Empty(result.Warnings);
        Assert.Equal(Run("$ids").Texts.Order(), Run("(Get-DeviceStatusRun -Last).ReportJobs").Values("Id").Order());
        PipelineResult other = Run("Get-DeviceStatus -Source Report -Kind DeviceCompliancePolicy -Policy 'iOS*' -JobId $ids").Succeeded();
        Assert.Equal(160, other.Output.Count);
        Assert.Single(other.Warnings, text => text.StartsWith("These export jobs were not used", StringComparison.Ordinal));
    }

    [Fact]
    public void Source_Report_leaves_out_policies_that_are_in_no_list_with_one_warning()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -ApiVersion v1.0 -Name V1").Succeeded();
        PipelineResult result = Run("Get-DeviceStatus -Source Report -Connection V1");
        Assert.Equal(InReports - 85, result.Output.Count);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("ConfigurationPolicy is left out", result.Warnings[0], StringComparison.Ordinal);
        string warning = result.Warnings[1];
        Assert.Contains("85 statuses of 2 policies", warning, StringComparison.Ordinal);
        Assert.Contains("'Passcode rules (settings catalog)'", warning, StringComparison.Ordinal);
        Assert.Empty(Run("Get-DeviceStatus -Kind DeviceConfiguration -Source Report -Connection V1").Succeeded().Warnings);
    }

    [Fact]
    public void Source_Report_gives_rows_that_a_snapshot_keeps_and_compares()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        try
        {
            Run("$null = Connect-DeviceStatus -Sandbox -SandboxDay 2 -Name Tomorrow").Succeeded();
            string[] files = [Path.Combine(folder, "1.jsonl.gz"), Path.Combine(folder, "2.jsonl.gz")];
            Run(
                "Get-DeviceStatus -Source Report -Connection Tenant | Export-DeviceStatusSnapshot $args[0]; "
                + "Get-DeviceStatus -Source Report -Connection Tomorrow | Export-DeviceStatusSnapshot $args[1]",
                files).Succeeded();
            Assert.Equal(InReports, Run("Import-DeviceStatusSnapshot $args[0]", files).Succeeded().Output.Count);
            Assert.Empty(Run("Compare-DeviceStatusSnapshot $args[0] $args[0]", files).Succeeded().Output);
            IReadOnlyList<string> changes = Run("Compare-DeviceStatusSnapshot $args[0] $args[1]", files).Succeeded().Values("Change");
            Assert.Contains("Regressed", changes);
            Assert.Contains("Recovered", changes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Get-DeviceStatus", 2)]
    [InlineData("Get-DeviceStatusPolicy", 2)]
    [InlineData("Test-DeviceStatusService", 2)]
    [InlineData("Export-DeviceStatusIntuneReport", 1)]
    public void Permission_of_a_command_that_reads_reports_is_known(string command, int count)
    {
        PipelineResult result = Run("Get-DeviceStatusPermission $args[0]", command).Succeeded();
        Assert.Equal(count, result.Output.Count);
        Assert.Equal(["Read"], result.Values("Access").Distinct());
        Assert.All(result.Values("Note"), Assert.NotEmpty);
    }

    [Fact]
    public void Completion_of_Source_and_Kind_offers_their_values()
    {
        Assert.Equal(["Auto", "Collection", "Report"], Session.Complete("Get-DeviceStatus -Source ").Select(item => item.CompletionText));
        Assert.Contains("ConfigurationPolicy", Session.Complete("Get-DeviceStatus -Kind ").Select(item => item.CompletionText));
        Assert.Contains(Session.Complete("Get-DeviceStatus 'Passc"), item => item.ListItemText == "Passcode rules (settings catalog)");
    }

    private void Connect(string behavior) =>
        Run($"$null = Connect-DeviceStatus -Sandbox -SandboxReportBehavior {behavior} -Name Trap").Succeeded();

    /// <summary>Properties of each object as one text; made by the engine, which is faster than to look them up from here.</summary>
    private string[] Csv(string command, string properties) =>
    [
        .. Run($"{command} | ForEach-Object {{ {string.Join(", ", properties.Split(", ").Select(name => "$_." + name))} -join '|' }}")
            .Succeeded().Texts,
    ];
}

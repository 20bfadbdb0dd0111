using System.Diagnostics;
using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>
/// What is offered at the prompt. Properties behind a pipe are tested in pwsh, because the engine needs the Utility module for them.
/// </summary>
public sealed class CompletionTests : ModuleTests
{
    private static readonly HashSet<string> FilePaths =
    [
        "Path", "JournalPath", "FailedPath", "SandboxPath", "CertificatePath", "FederatedTokenFile", "ReferencePath", "DifferencePath",
        "ReferenceSnapshot",
    ];

    private static readonly string[] Statuses =
        ["compliant", "conflict", "error", "nonCompliant", "notApplicable", "notAssigned", "remediated", "unknown"];

    public CompletionTests(ModuleFixture fixture)
        : base(fixture) => Run("$null = Connect-DeviceStatus -Sandbox -Name Prompt").Succeeded();

    public static TheoryData<string> BodyCommands =>
        [.. ModuleCommands.Writing.Where(name => !name.StartsWith("Remove-", StringComparison.Ordinal))];

    public static TheoryData<string> AllCommands => [.. ModuleCommands.All];

    public static TheoryData<string> ConnectedCommands => [.. ModuleCommands.All.Where(ModuleCommands.IsConnected)];

    [Theory]
    [MemberData(nameof(BodyCommands))]
    public void Completion_of_Status_offers_its_members_and_nothing_empty(string command) =>
        Assert.Equal(
            Statuses, Session.Complete($"{command} -Status ").Select(result => result.CompletionText).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("New")]
    [InlineData("Set")]
    public void Completion_of_InstallStatus_offers_its_22_members(string verb)
    {
        string[] offered = [.. Session.Complete($"{verb}-IosUpdateDeviceStatus -InstallStatus ").Select(result => result.CompletionText)];
        Assert.Equal(22, offered.Length);
        Assert.Contains("installInsufficientPower", offered);
        Assert.DoesNotContain("''", offered);
    }

    [Theory]
    [MemberData(nameof(ConnectedCommands))]
    public void Completion_of_Connection_offers_the_names_of_connections(string command) =>
        Assert.Equal(["Prompt"], Session.Complete($"{command} -Connection p").Select(result => result.CompletionText));

    [Theory]
    [InlineData("Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId ", 5, "iOS - Baseline restrictions")]
    [InlineData("Get-DeviceConfigurationDeviceStatus ", 5, "iOS - Baseline restrictions")]
    [InlineData("Remove-DeviceConfigurationDeviceStatus wi-fi", 1, "iOS - Corporate Wi-Fi")]
    [InlineData("Get-DeviceConfigurationUserStatusOverview d1000000-0000-4000-8000-000000000003", 1, "iPadOS - Shared classroom")]
    [InlineData(
        "Set-IosLobAppProvisioningConfigurationDeviceStatus -Connection Prompt -IosLobAppProvisioningConfigurationId ",
        3,
        "Field service app - 2026")]
    public void Completion_of_a_policy_id_offers_the_policies_by_name(string line, int count, string first)
    {
        IReadOnlyList<CompletionResult> found = Session.Complete(line);
        Assert.Equal(count, found.Count);
        Assert.True(Guid.TryParse(found[0].CompletionText, out _), found[0].CompletionText);
        Assert.StartsWith(first, found[0].ListItemText, StringComparison.Ordinal);
        Assert.StartsWith(first, found[0].ToolTip, StringComparison.Ordinal);
        Assert.EndsWith(found[0].CompletionText, found[0].ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_of_a_policy_id_does_not_wait_for_a_slow_service_and_has_the_names_later()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxLatency 3000 -Name Slow").Succeeded();
        const string Line = "Get-DeviceConfigurationDeviceStatus -Connection Slow -DeviceConfigurationId d1";
        Session.Complete("Get-DeviceConfigurationDeviceStatus -Conn");
        Stopwatch watch = Stopwatch.StartNew();
        Assert.DoesNotContain(Session.Complete(Line), result => result.ToolTip.Contains("Baseline", StringComparison.Ordinal));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2500);

        // Each completion waits a little for the names, so the loop does not spin.
        IReadOnlyList<CompletionResult> found = [];
        while (watch.Elapsed < TimeSpan.FromSeconds(30)
            && !found.Any(result => result.ToolTip.Contains("Baseline", StringComparison.Ordinal)))
        {
            found = Session.Complete(Line);
        }

        Assert.Equal(5, found.Count);
    }

    [Theory]
    [InlineData("Get-DeviceStatusConnection | Disconnect-DeviceStatus", "Not connected. Run Connect-DeviceStatus first.")]
    [InlineData(
        "$null = Connect-DeviceStatus -GraphEndpoint http://127.0.0.1:9 -AccessToken $token -Name Closed",
        "(The service has not responded yet. Press the key again.|Nothing could be read over the connection 'Closed'.)")]
    public void Completion_of_a_policy_id_without_values_offers_the_reason(string setUp, string hint)
    {
        Run(setUp + "; $Error.Clear()").Succeeded();
        CompletionResult result = Assert.Single(Session.Complete("Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId "));
        Assert.Matches($"^<# {hint} #>$", result.CompletionText);
        Assert.Equal(result.CompletionText, $"<# {result.ToolTip} #>");
        Assert.Equal(
            "d1000000-",
            Assert.Single(Session.Complete("Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId d1000000-")).CompletionText);
        Assert.Equal("0", Run("$Error.Count").Text);
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus -Filter ", "\"id ", "\"installStatus ", "\"osVersion ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter stat", "\"status ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter 'sta", "'status ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter \"status ", "\"status eq ", "\"status ne ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter \"lastReportedDateTime g", "\"lastReportedDateTime gt ", "\"lastReportedDateTime ge ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter \"status eq 'co", "\"status eq 'compliant'\"", "\"status eq 'conflict'\"")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter 'status eq er", "'status eq ''error'''")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter \"status eq 'error' ", "\"status eq 'error' and ", "\"status eq 'error' or ")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter \"status eq 'error' and (osV", "\"status eq 'error' and (osVersion ")]
    [InlineData("Get-DeviceConfigurationUserStatus x -Filter \"devicesC", "\"devicesCount ")]
    public void Completion_of_Filter_offers_properties_operators_and_values(string line, params string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Assert.Equal(expected, Session.Complete(line).Take(expected.Length).Select(result => result.CompletionText));
    }

    [Theory]
    [InlineData("Set-IosUpdateDeviceStatus -Id IPAD-0001", "52000000-0000-4000-8000-000000000001", "IPAD-0001, amara.adler@contoso.com")]
    [InlineData(
        "Remove-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000002", "52000000-0000-4000-8000-000000000002", "IPHONE-0002, ")]
    [InlineData("Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001 -Id IPAD-0001", "ee000000-", "IPAD-0001, ")]
    [InlineData("Get-DeviceConfigurationUserStatus d1000000-0000-4000-8000-000000000001 -Id amara.adler", "", "Amara Adler, ")]
    public void Completion_of_a_status_id_offers_the_ids_by_device_and_user(string line, string id, string names)
    {
        CompletionResult first = Session.Complete(line)[0];
        Assert.StartsWith(id, first.CompletionText, StringComparison.Ordinal);
        Assert.StartsWith(names, first.ListItemText, StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_of_a_status_id_without_a_policy_says_what_to_give_first() => Assert.Equal(
        "<# Give -DeviceConfigurationId first. #>",
        Assert.Single(Session.Complete("Get-DeviceConfigurationDeviceStatus -Id ")).CompletionText);

    [Fact]
    public void Completion_of_a_run_id_offers_the_runs_of_the_session_with_their_summary()
    {
        Run("Get-IosUpdateDeviceStatus -Connection Prompt -Top 2 | Set-IosUpdateDeviceStatus -Connection Prompt -OsVersion 19").Succeeded();
        CompletionResult newest = Session.Complete("Get-DeviceStatusRun -Id ")[0];
        Assert.Equal(LastRun("Id"), newest.CompletionText);
        Assert.Contains("Set-IosUpdateDeviceStatus: 2 rows: 2 done", newest.ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_of_the_Id_of_Get_DeviceStatusPolicy_offers_the_ids_by_name() => Assert.Equal(
        "d1000000-0000-4000-8000-000000000002", Assert.Single(Session.Complete("Get-DeviceStatusPolicy -Id wi-fi")).CompletionText);

    /// <summary>PowerShell offers file names where a completer offers nothing; Prompt.Tests.ps1 looks for them in pwsh.</summary>
    [Theory]
    [MemberData(nameof(AllCommands))]
    public void Completion_of_a_parameter_that_takes_no_file_always_offers_something(string command)
    {
        IEnumerable<string> parameters = ModuleCommands.Parameters(command)
            .Where(parameter => !parameter.SwitchParameter && !FilePaths.Contains(parameter.Name))
            .Select(parameter => parameter.Name);
        foreach (string line in parameters.SelectMany(name => new[] { $"{command} -{name} ", $"{command} -{name} z" }))
        {
            Assert.True(Session.Complete(line).Count > 0 || line.EndsWith('z'), $"Nothing is offered for: {line}");
        }
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus -Property Ins", "InstallStatus")]
    [InlineData("Get-DeviceConfigurationDeviceStatus x -Property Pla", "Platform")]
    [InlineData("Set-IosUpdateDeviceStatus x -Clear OsV", "OsVersion")]
    [InlineData("New-DeviceConfigurationDeviceStatus x -Clear UserN", "UserName")]
    [InlineData("Connect-DeviceStatus -Environment USG", "USGov")]
    [InlineData("Connect-DeviceStatus -ApiVersion b", "beta")]
    [InlineData("Connect-DeviceStatus -Scopes DeviceManagementConf", "DeviceManagementConfiguration.Read.All")]
    [InlineData("Measure-DeviceStatus -Property Gra", "GracePeriod")]
    [InlineData("Connect-DeviceStatus -AccessToken ", "(Read-Host -AsSecureString)")]
    [InlineData("Set-IosUpdateDeviceStatus x -TimeBudget 00:3", "00:30:00")]
    [InlineData("Get-IosUpdateDeviceStatus -Top ", "10")]
    [InlineData("Export-DeviceStatusIntuneReport -Name DeviceCompl", "DeviceCompliance")]
    [InlineData("Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile -Property Rep", "ReportStatus")]
    [InlineData("Get-DeviceStatusPermission Set-IosU", "Set-IosUpdateDeviceStatus")]
    [InlineData("Get-DeviceStatusPermission export-", "Export-DeviceStatusIntuneReport")]
    [InlineData("Get-DeviceStatusPermission Test-", "Test-DeviceStatusService")]
    public void Completion_of_a_parameter_offers_its_values(string line, string expected) =>
        Assert.Equal(expected, Session.Complete(line)[0].CompletionText);

    [Fact]
    public void Completion_of_Get_DeviceStatusPermission_offers_every_command_that_needs_a_permission() => Assert.Equal(
        Session.Invoke("Get-DeviceStatusPermission").Values("Command").Distinct().Order(StringComparer.Ordinal),
        Session.Complete("Get-DeviceStatusPermission ").Select(item => item.CompletionText));

    [Theory]
    [InlineData("Export-DeviceStatusIntuneReport DeviceCompliance -Property ", "does not know such a column of this report")]
    [InlineData("Export-DeviceStatusIntuneReport -Property ", "Give -Name first")]
    public void Completion_with_nothing_to_offer_says_the_reason(string line, string reason) =>
        Assert.Contains(reason, Assert.Single(Session.Complete(line)).CompletionText, StringComparison.Ordinal);

    [Theory]
    [InlineData("Get-DeviceStatus -Connection Prompt -Policy wi-", "'iOS - Corporate Wi-Fi'")]
    [InlineData("Get-DeviceStatusPolicy -Connection Prompt -Name edge", "'Edge - Home page'")]
    [InlineData("Get-DeviceStatus -Kind IosU", "IosUpdate")]
    [InlineData("Get-DeviceStatus -Status conf", "conflict")]
    public void Completion_of_the_commands_for_a_whole_tenant_offers_their_values(string line, string expected) =>
        Assert.Equal(expected, Session.Complete(line)[0].CompletionText);

    [Fact]
    public void Completion_of_Policy_offers_only_the_names_of_the_kinds_that_were_given()
    {
        const string Line = "Get-DeviceStatus -Connection Prompt -Kind DeviceConfiguration -Policy ";
        string[] offered = [.. Session.Complete(Line).Select(result => result.ListItemText)];
        Assert.Equal(5, offered.Length);
        Assert.DoesNotContain("Edge - Home page", offered);
    }

    [Fact]
    public void Completion_of_Clear_does_not_offer_what_cannot_be_empty()
    {
        string[] offered = [.. Session.Complete("Set-IosUpdateDeviceStatus x -Clear ").Select(result => result.CompletionText)];
        Assert.Contains("DeviceDisplayName", offered);
        Assert.DoesNotContain("Status", offered);
        Assert.DoesNotContain("InstallStatus", offered);
    }
}

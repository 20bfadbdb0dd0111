using System.Diagnostics;
using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>
/// What is offered at the prompt. Properties behind a pipe are tested in pwsh, because the engine needs the Utility module for them.
/// </summary>
public sealed class CompletionTests : ModuleTests
{
    private static readonly string[] Statuses =
        ["compliant", "conflict", "error", "nonCompliant", "notApplicable", "notAssigned", "remediated", "unknown"];

    public CompletionTests(ModuleFixture fixture)
        : base(fixture) => Run("$null = Connect-DeviceStatus -Sandbox -Name Prompt").Succeeded();

    public static TheoryData<string> BodyCommands =>
        [.. ModuleCommands.Writing.Where(name => !name.StartsWith("Remove-", StringComparison.Ordinal))];

    public static TheoryData<string> ConnectedCommands => [.. ModuleCommands.All.Where(ModuleCommands.IsConnected)];

    [Theory]
    [MemberData(nameof(BodyCommands))]
    public void Status_offers_its_members_and_nothing_empty(string command) =>
        Assert.Equal(
            Statuses, Session.Complete($"{command} -Status ").Select(result => result.CompletionText).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("New")]
    [InlineData("Set")]
    public void Install_status_offers_its_22_members(string verb)
    {
        string[] offered = [.. Session.Complete($"{verb}-IosUpdateDeviceStatus -InstallStatus ").Select(result => result.CompletionText)];
        Assert.Equal(22, offered.Length);
        Assert.Contains("installInsufficientPower", offered);
        Assert.DoesNotContain("''", offered);
    }

    [Theory]
    [MemberData(nameof(ConnectedCommands))]
    public void Connection_offers_the_names_of_connections(string command) =>
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
    public void Policy_id_offers_the_policies_by_name(string line, int count, string first)
    {
        IReadOnlyList<CompletionResult> found = Session.Complete(line);
        Assert.Equal(count, found.Count);
        Assert.True(Guid.TryParse(found[0].CompletionText, out _), found[0].CompletionText);
        Assert.StartsWith(first, found[0].ListItemText, StringComparison.Ordinal);
        Assert.StartsWith(first, found[0].ToolTip, StringComparison.Ordinal);
        Assert.EndsWith(found[0].CompletionText, found[0].ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_id_does_not_wait_for_a_slow_service_and_has_the_names_later()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -SandboxLatency 1500 -Name Slow").Succeeded();
        const string Line = "Get-DeviceConfigurationDeviceStatus -Connection Slow -DeviceConfigurationId d1";
        Session.Complete("Get-DeviceConfigurationDeviceStatus -Conn");
        Stopwatch watch = Stopwatch.StartNew();
        Assert.DoesNotContain(Session.Complete(Line), result => result.ToolTip.Contains("Baseline", StringComparison.Ordinal));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 500);

        // Each completion waits a little for the names, so the loop does not spin.
        IReadOnlyList<CompletionResult> found = [];
        while (watch.Elapsed < TimeSpan.FromSeconds(15)
            && !found.Any(result => result.ToolTip.Contains("Baseline", StringComparison.Ordinal)))
        {
            found = Session.Complete(Line);
        }

        Assert.Equal(5, found.Count);
    }

    [Theory]
    [InlineData("Get-DeviceStatusConnection | Disconnect-DeviceStatus")]
    [InlineData("$null = Connect-DeviceStatus -GraphEndpoint http://127.0.0.1:9 -AccessToken $token")]
    public void Policy_id_offers_nothing_and_no_error_without_a_service(string setUp)
    {
        Run(setUp + "; $Error.Clear()").Succeeded();
        Assert.Empty(Session.Complete("Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId d1000000-"));
        Assert.Equal("0", Run("$Error.Count").Text);
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
    public void Values_of_a_parameter_are_offered(string line, string expected) =>
        Assert.Equal(expected, Session.Complete(line)[0].CompletionText);

    [Theory]
    [InlineData("Get-DeviceStatus -Connection Prompt -Policy wi-", "'iOS - Corporate Wi-Fi'")]
    [InlineData("Get-DeviceStatusPolicy -Connection Prompt -Name edge", "'Edge - Home page'")]
    [InlineData("Get-DeviceStatus -Kind IosU", "IosUpdate")]
    [InlineData("Get-DeviceStatus -Status conf", "conflict")]
    public void Values_for_a_whole_tenant_are_offered(string line, string expected) =>
        Assert.Equal(expected, Session.Complete(line)[0].CompletionText);

    [Fact]
    public void Policy_offers_the_names_of_the_kinds_that_were_named_only()
    {
        const string Line = "Get-DeviceStatus -Connection Prompt -Kind DeviceConfiguration -Policy ";
        string[] offered = [.. Session.Complete(Line).Select(result => result.ListItemText)];
        Assert.Equal(5, offered.Length);
        Assert.DoesNotContain("Edge - Home page", offered);
    }

    [Fact]
    public void Clear_does_not_offer_what_cannot_be_empty()
    {
        string[] offered = [.. Session.Complete("Set-IosUpdateDeviceStatus x -Clear ").Select(result => result.CompletionText)];
        Assert.Contains("DeviceDisplayName", offered);
        Assert.DoesNotContain("Status", offered);
        Assert.DoesNotContain("InstallStatus", offered);
    }
}

using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What the objects look like on a screen.</summary>
public sealed class ViewTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string DeviceHeader = "Device +User +Model +Status +GraceEnds +Reported";
    private const string UserHeader = "Name +User +Devices +Status +Reported";
    private const string OverviewHeader = "PolicyId +Success +Failed +Error +Conflict +Pending +NotAppl +Updated";

    [Theory]
    [InlineData("Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001", DeviceHeader)]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatus c1000000-0000-4000-8000-000000000001", DeviceHeader)]
    [InlineData("Get-MobileAppConfigurationDeviceStatus a1000000-0000-4000-8000-000000000001", DeviceHeader)]
    [InlineData("Get-IosLobAppProvisioningConfigurationDeviceStatus b1000000-0000-4000-8000-000000000001", DeviceHeader)]
    [InlineData("Get-IosUpdateDeviceStatus", "Device +User +OsVersion +InstallStatus +Status +Reported")]
    [InlineData("Get-DeviceConfigurationUserStatus d1000000-0000-4000-8000-000000000001", UserHeader)]
    [InlineData("Get-DeviceCompliancePolicyUserStatus c1000000-0000-4000-8000-000000000001", UserHeader)]
    [InlineData("Get-MobileAppConfigurationUserStatus a1000000-0000-4000-8000-000000000001", UserHeader)]
    [InlineData("Get-IosLobAppProvisioningConfigurationUserStatus b1000000-0000-4000-8000-000000000001", UserHeader)]
    [InlineData("Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData("Get-DeviceConfigurationUserStatusOverview d1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData("Get-DeviceCompliancePolicyDeviceStatusOverview c1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData("Get-DeviceCompliancePolicyUserStatusOverview c1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData("Get-MobileAppConfigurationDeviceStatusSummary a1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData("Get-MobileAppConfigurationUserStatusSummary a1000000-0000-4000-8000-000000000001", OverviewHeader)]
    [InlineData(
        "Get-IosUpdateDeviceStatus -Top 2 | Set-IosUpdateDeviceStatus; Get-DeviceStatusRun",
        "Id +Command +Started +Duration +Rows +Done +Failed +NotSent +Unknown")]
    [InlineData("Get-DeviceStatusConnection", "Name +AuthType +Environment +TenantId +WriteLimit +GraphEndpoint")]
    public void Table_fits_100_columns_and_has_every_column(string command, string header)
    {
        IReadOnlyList<string> lines = Session.Display(command);
        Assert.Matches($"^ *{header} *$", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
        Assert.True(lines.Count > 2, "The table has rows.");
    }

    [Theory]
    [InlineData("Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001", "d1000000-0000-4000-8000-000000000001")]
    [InlineData(
        "Get-DeviceCompliancePolicyUserStatusOverview c1000000-0000-4000-8000-000000000001", "c1000000-0000-4000-8000-000000000001")]
    [InlineData(
        "Get-MobileAppConfigurationDeviceStatusSummary a1000000-0000-4000-8000-000000000001", "a1000000-0000-4000-8000-000000000001")]
    public void Overview_table_names_the_policy(string command, string policy) =>
        Assert.StartsWith(policy, Session.Display(command)[2], StringComparison.Ordinal);

    [Fact]
    public void Grace_period_without_end_is_shown_as_never_and_another_as_a_day()
    {
        IReadOnlyList<string> lines = Session.Display($"Get-DeviceConfigurationDeviceStatus {Configuration} -Top 4");
        Assert.Matches(@"^IPAD-0001 .*compliant .*never .*2026-06-\d\d", lines[2]);
        Assert.Matches(@"^IPAD-0004 .*nonCompliant .*2026-06-", lines[5]);
    }

    [Fact]
    public void Property_that_was_not_asked_for_is_an_empty_cell() =>
        Assert.Equal(
            "compliant", Session.Display($"Get-DeviceConfigurationDeviceStatus {Configuration} -Top 1 -Property Status")[2].Trim());

    [Theory]
    [InlineData("compliant", 32)]
    [InlineData("conflict", 33)]
    [InlineData("nonCompliant", 31)]
    [InlineData("error", 31)]
    [InlineData("notApplicable", 90)]
    [InlineData("brandNew", 90)]
    public void Status_has_the_colour_of_its_meaning(string status, int code) => WithNoColour(null, () =>
    {
        IReadOnlyList<string> lines = Session.Display(
            $"[pscustomobject]@{{ PSTypeName = 'DeviceStatus.DeviceConfigurationDeviceStatus'; Status = '{status}' }}",
            rendering: OutputRendering.Ansi);
        Assert.Contains($"\u001b[{code}m{status}\u001b", string.Concat(lines), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(OutputRendering.Ansi, "1")]
    [InlineData(OutputRendering.PlainText, null)]
    public void Colour_is_left_out_with_NO_COLOR_and_as_plain_text(
        OutputRendering rendering, string? noColour) => WithNoColour(noColour, () =>
    {
        IReadOnlyList<string> rows = [.. Session.Display("Get-IosUpdateDeviceStatus -Top 5", rendering: rendering).TakeLast(5)];
        Assert.Contains(
            rows, row => row.Contains("downloading", StringComparison.Ordinal) || row.Contains("available", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', string.Concat(rows));
    });

    [Fact]
    public void Colour_is_shown_on_a_screen_that_can() => WithNoColour(null, () =>
        Assert.Contains(
            '\u001b', string.Concat(Session.Display("Get-IosUpdateDeviceStatus -Top 5", rendering: OutputRendering.Host).TakeLast(5))));

    private static void WithNoColour(string? value, Action test)
    {
        string? before = Environment.GetEnvironmentVariable("NO_COLOR");
        Environment.SetEnvironmentVariable("NO_COLOR", value);
        try
        {
            test();
        }
        finally
        {
            Environment.SetEnvironmentVariable("NO_COLOR", before);
        }
    }
}

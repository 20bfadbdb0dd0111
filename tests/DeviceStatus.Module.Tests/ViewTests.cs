using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What the objects look like on a screen.</summary>
public sealed class ViewTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Device = "DeviceDisplayName Status LastReportedDateTime UserPrincipalName";
    private const string User = "UserDisplayName Status DevicesCount UserPrincipalName";
    private const string Overview = "PolicyId Success Failed Error Conflict Pending";
    private const string ChangedRun = "Get-IosUpdateDeviceStatus -Top 2 | Set-IosUpdateDeviceStatus -OsVersion 18.9; ";

    /// <summary>Each command whose output has a table view, with the columns of the table.</summary>
    public static TheoryData<string, string> Tables => new()
    {
        { "Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001", Device },
        { "Get-DeviceCompliancePolicyDeviceStatus c1000000-0000-4000-8000-000000000001", Device },
        { "Get-MobileAppConfigurationDeviceStatus a1000000-0000-4000-8000-000000000001", Device },
        { "Get-IosLobAppProvisioningConfigurationDeviceStatus b1000000-0000-4000-8000-000000000001", Device },
        { "Get-IosUpdateDeviceStatus", "DeviceDisplayName OsVersion Status InstallStatus" },
        { "Get-DeviceConfigurationUserStatus d1000000-0000-4000-8000-000000000001", User },
        { "Get-DeviceCompliancePolicyUserStatus c1000000-0000-4000-8000-000000000001", User },
        { "Get-MobileAppConfigurationUserStatus a1000000-0000-4000-8000-000000000001", User },
        { "Get-IosLobAppProvisioningConfigurationUserStatus b1000000-0000-4000-8000-000000000001", User },
        { "Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001", Overview },
        { "Get-DeviceConfigurationUserStatusOverview d1000000-0000-4000-8000-000000000001", Overview },
        { "Get-DeviceCompliancePolicyDeviceStatusOverview c1000000-0000-4000-8000-000000000001", Overview },
        { "Get-DeviceCompliancePolicyUserStatusOverview c1000000-0000-4000-8000-000000000001", Overview },
        { "Get-MobileAppConfigurationDeviceStatusSummary a1000000-0000-4000-8000-000000000001", Overview },
        { "Get-MobileAppConfigurationUserStatusSummary a1000000-0000-4000-8000-000000000001", Overview },
        { ChangedRun + "Get-DeviceStatusRun", "Id Duration Rows Done Failed Skipped NotSent Unknown Command" },
        { "Set-IosUpdateDeviceStatus none -OsVersion 1 -ErrorAction Ignore; (Get-DeviceStatusRun -Last).Failures",
            "Row Outcome Id Reason" },
        { "Get-DeviceStatusConnection", "Name IsDefault AuthType TenantId" },
        { "Get-DeviceStatusPolicy", "Kind Id DisplayName" },
        { "Get-DeviceStatus", "DeviceDisplayName Status LastReportedDateTime PolicyName" },
        { "Get-DeviceStatus -User", "UserPrincipalName Status DevicesCount PolicyName" },
        { "$null = Get-DeviceStatus; (Get-DeviceStatusRun -Last).Coverage", "State PolicyName Read Expected Reason" },
        { "[pscustomobject]@{ Id = 'i'; Status = 'eror' } | Test-DeviceStatusInput Set-IosUpdateDeviceStatus",
            "Row Column Suggestion Problem" },
        { "Get-IosUpdateDeviceStatus | Measure-DeviceStatus Status", "Value Count Attention Percent Bar" },
        { "Get-DeviceStatusPermission", "Command Permission" },
        { "Test-DeviceStatusService", "Kind Operation State Note" },
        { SnapshotOf("1") + "Import-DeviceStatusSnapshot $file -Coverage", "State PolicyName Read Expected Reason" },
        {
            SnapshotOf("1") + "$null = Connect-DeviceStatus -Sandbox -SandboxDay 2; Get-DeviceStatus | Compare-DeviceStatusSnapshot $file",
            "Change PolicyName Before After DeviceDisplayName"
        },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void View_fits_the_screen_and_shows_every_column_on_one_line(string command, string columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (int width in new[] { 80, 100, 200 })
        {
            IReadOnlyList<string> lines = Session.Display(command, width);
            int header = lines.ToList().FindIndex(line => line.TrimStart().StartsWith(columns.Split(' ')[0], StringComparison.Ordinal));
            string[] expected = columns == Overview && width > 80 ? [.. columns.Split(' '), "NotApplicable"] : columns.Split(' ');
            Assert.Equal(expected, lines[header].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.Matches("^[ -]+$", lines[header + 1]);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
            Assert.True(lines.Count > header + 2, "The table has rows.");
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void View_labels_are_properties_of_the_rows(string command, string columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        PSObject row = Run(command).Output[^1]!;
        Assert.All(columns.Split(' '), label => Assert.NotNull(row.Properties[label]));
    }

    [Fact]
    public void View_shows_a_policy_on_one_line_and_operations_whole_at_80_columns()
    {
        IReadOnlyList<string> policies = Session.Display("Get-DeviceStatusPolicy", 80);
        Assert.Equal(2 + Run("Get-DeviceStatusPolicy").Output.Count, policies.Count(line => line.Length > 0));
        Assert.Contains(policies, line => line.EndsWith("iOS - Corporate Wi-Fi", StringComparison.Ordinal));
        Assert.Contains(
            Session.Display("Test-DeviceStatusService DeviceConfiguration", 80),
            line => line.Contains(" ExportJobStatus ", StringComparison.Ordinal));
    }

    [Fact]
    public void View_of_an_overview_counts_what_is_not_applicable_where_there_is_room() => Assert.Equal(
        Run($"(Get-DeviceConfigurationDeviceStatusOverview {Configuration}).NotApplicableCount").Text,
        Session.Display($"Get-DeviceConfigurationDeviceStatusOverview {Configuration}", 100)[2].Split(' ')[^1]);

    [Theory]
    [InlineData("DeviceConfigurationDeviceStatus", "Status", "notApplicable")]
    [InlineData("DeviceCompliancePolicyUserStatus", "Status", "nonCompliant")]
    [InlineData("IosUpdateDeviceStatus", "Status", "notApplicable")]
    [InlineData("IosUpdateDeviceStatus", "InstallStatus", "deviceOsHigherThanDesiredOsVersion")]
    [InlineData("TenantStatus", "Status", "notApplicable")]
    [InlineData("TenantUserStatus", "Status", "notApplicable")]
    public void View_shows_the_longest_status_whole_at_80_columns_beside_long_names(string type, string property, string status) =>
        Assert.Contains(status, Session.Display(StatusRow(type, $"{property} = '{status}'"), 80)[2], StringComparison.Ordinal);

    [Theory]
    [InlineData("Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001", "d1000000-0000-4000-8000-000000000001")]
    [InlineData(
        "Get-DeviceCompliancePolicyUserStatusOverview c1000000-0000-4000-8000-000000000001", "c1000000-0000-4000-8000-000000000001")]
    [InlineData(
        "Get-MobileAppConfigurationDeviceStatusSummary a1000000-0000-4000-8000-000000000001", "a1000000-0000-4000-8000-000000000001")]
    public void View_of_an_overview_names_the_policy_at_80_columns_in_strict_mode(string command, string policy) =>
        Assert.StartsWith(policy, Session.Display("Set-StrictMode -Version Latest; " + command, 80)[2], StringComparison.Ordinal);

    [Fact]
    public void View_shows_its_cells_in_constrained_language_mode()
    {
        using PowerShellSession session = new();
        session.Invoke(
            "$null = Connect-DeviceStatus -Sandbox; $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Succeeded();
        Assert.Matches(
            @"^IPAD-0001 .*compliant .*2026-06-\d\d \d\d:\d\d",
            session.Display($"Get-DeviceConfigurationDeviceStatus {Configuration} -Top 1", 80)[2]);
        Assert.Matches("(downloading|available|success|idle|install)", session.Display("Get-IosUpdateDeviceStatus -Top 1", 80)[2]);
        Assert.Matches("^d1000000-.* [0-9]+ ", session.Display($"Get-DeviceConfigurationDeviceStatusOverview {Configuration}", 80)[2]);
    }

    [Fact]
    public void View_and_type_files_hold_no_script_block() => Assert.All(
        Directory.EnumerateFiles(Repository.Root, "*.ps1xml"),
        file => Assert.DoesNotContain(
            "Script", File.ReadAllText(file).Replace("script blocks", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal));

    [Fact]
    public void View_cells_are_no_properties_of_the_output()
    {
        PSObject row = Run("Get-DeviceStatus -Kind IosUpdate")!.Output[0]!;
        Assert.DoesNotContain(row.Properties, property => property.Name.StartsWith("View", StringComparison.Ordinal));
        Assert.DoesNotContain(row.Properties, property => property.Name is "Success" or "PolicyId");
    }

    [Fact]
    public void View_shows_text_of_the_service_without_control_characters()
    {
        IReadOnlyList<string> lines =
            Session.Display(StatusRow("TenantStatus", "DeviceModel = 1; PolicyName = \"a`e[2Jb`nc\""), 200, OutputRendering.Ansi);
        Assert.DoesNotContain("\u001b[2J", string.Concat(lines), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("[2Jb", StringComparison.Ordinal));
    }

    [Fact]
    public void View_shows_a_date_without_end_as_never() => Assert.Matches(
        " never ", Session.Display(StatusRow("TenantStatus", "LastReportedDateTime = [datetimeoffset]::MaxValue"), 80)[2]);

    [Fact]
    public void View_of_connections_marks_the_default_one()
    {
        Run("$null = Connect-DeviceStatus -Sandbox -Name Later").Succeeded();
        IReadOnlyList<string> lines = Session.Display("Get-DeviceStatusConnection", 80);
        Assert.Matches("^Later +True ", lines[2]);
        Assert.Matches("^Test +False ", lines[3]);
    }

    [Fact]
    public void View_of_the_output_of_a_job_is_the_same()
    {
        IReadOnlyList<string> lines = Session.Display(
            "$serialized = [System.Management.Automation.PSSerializer]::Serialize(@(Get-IosUpdateDeviceStatus -Top 3), 2); "
            + "[System.Management.Automation.PSSerializer]::Deserialize($serialized)",
            80);
        Assert.StartsWith("DeviceDisplayName", lines[0], StringComparison.Ordinal);
        Assert.Equal(5, lines.Count);
    }

    [Fact]
    public void View_shows_a_property_that_was_not_requested_as_an_empty_cell() =>
        Assert.Equal(
            "compliant", Session.Display($"Get-DeviceConfigurationDeviceStatus {Configuration} -Top 1 -Property Status")[2].Trim());

    [Theory]
    [InlineData("compliant", 32)]
    [InlineData("conflict", 33)]
    [InlineData("nonCompliant", 31)]
    [InlineData("error", 31)]
    [InlineData("notApplicable", 90)]
    [InlineData("brandNew", 90)]
    public void View_shows_a_status_in_the_colour_of_its_meaning(string status, int code) => WithNoColour(null, () =>
    {
        IReadOnlyList<string> lines = Session.Display(
            StatusRow("DeviceConfigurationDeviceStatus", $"Status = '{status}'"),
            rendering: OutputRendering.Ansi);
        Assert.Contains($"\u001b[{code}m{status}\u001b", string.Concat(lines), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(OutputRendering.Ansi, "1")]
    [InlineData(OutputRendering.PlainText, null)]
    public void View_leaves_out_colour_with_NO_COLOR_and_as_plain_text(
        OutputRendering rendering, string? noColour) => WithNoColour(noColour, () =>
    {
        IReadOnlyList<string> rows = [.. Session.Display("Get-IosUpdateDeviceStatus -Top 5", rendering: rendering).TakeLast(5)];
        Assert.Contains(
            rows, row => row.Contains("downloading", StringComparison.Ordinal) || row.Contains("available", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', string.Concat(rows));
    });

    [Fact]
    public void View_shows_colour_on_a_screen_that_supports_it() => WithNoColour(null, () =>
        Assert.Contains(
            '\u001b', string.Concat(Session.Display("Get-IosUpdateDeviceStatus -Top 5", rendering: OutputRendering.Host).TakeLast(5))));

    private static string SnapshotOf(string day) =>
        $"$file = [IO.Path]::Combine([IO.Path]::GetTempPath(), [guid]::NewGuid().ToString('N') + '.jsonl.gz'); "
        + $"$null = Connect-DeviceStatus -Sandbox -SandboxDay {day}; "
        + "Get-DeviceStatus | Export-DeviceStatusSnapshot $file; ";

    private static string StatusRow(string type, string members) =>
        $"$row = [pscustomobject]@{{ DeviceDisplayName = 'd' * 60; UserDisplayName = 'n' * 60; UserPrincipalName = 'u' * 60; {members} }}; "
        + $"'StatusObject', '{type}' | ForEach-Object {{ $row.PSObject.TypeNames.Insert(0, 'DeviceStatus.' + $_) }}; $row";

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

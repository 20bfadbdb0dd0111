using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Dates on the wire, whatever the culture and the time zone are.</summary>
public sealed class DateTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private static readonly string[] Expected =
    [
        """
        "platform":8,"complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z",
        """
        + """
        "lastReportedDateTime":"2016-12-31T23:56:44.951111-08:00"}
        """,
        """
        "platform":-1,"complianceGracePeriodExpirationDateTime":"2026-01-31T00:00:00Z","lastReportedDateTime":"2026-01-31T13:45:00Z"}
        """,
        """
        "platform":0,"complianceGracePeriodExpirationDateTime":"2026-01-31T13:45:00Z","lastReportedDateTime":"0001-01-01T00:00:00Z"}
        """,
        """
        "platform":7,"complianceGracePeriodExpirationDateTime":"2026-01-31T13:45:00Z","lastReportedDateTime":"2026-01-31T13:45:00Z"}
        """,
        """
        "lastReportedDateTime":"2026-01-31T13:45:00.01-03:30"}
        """,
        """
        "lastReportedDateTime":"2026-01-31T13:45:00Z"}
        """,
        """
        "platform":1234567,"lastReportedDateTime":"9999-12-31T23:59:59.9999999Z"}
        """,
    ];

    [Theory]
    [InlineData("")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("fi-FI")]
    public void Set_with_dates_and_numbers_sends_them_as_given_under_any_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            RunRows(
                [
                    Date("9999-12-31T23:59:59.9999999Z", "2016-12-31T23:56:44.951111-08:00", "8"),
                    Date("2026-01-31", "2026-01-31T13:45:00", "-1"),
                    Date("2026-01-31T13:45", "0001-01-01T00:00:00Z", "0"),
                    Date("2026-01-31 13:45:00Z", "Sat, 31 Jan 2026 13:45:00 GMT", " 7"),
                ],
                """
                [cultureinfo]::CurrentCulture = $args[0]
                $rows | Set-IosUpdateDeviceStatus
                $offset = [timespan]::FromMinutes(-210)
                Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetimeoffset]::new(2026, 1, 31, 13, 45, 0, 10, $offset))
                Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::new(2026, 1, 31, 13, 45, 0, [DateTimeKind]::Utc))
                Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::SpecifyKind([datetime]::MaxValue, 'Utc')) -Platform 1234567
                """,
                culture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(
            Expected,
            Server.Operations().Select(operation => operation.Body[(operation.Body.IndexOf("Status\",", StringComparison.Ordinal) + 8)..]));

        static PSObject Date(string grace, string reported, string platform) => Row(
            "Id=x", "ComplianceGracePeriodExpirationDateTime=" + grace, "LastReportedDateTime=" + reported, "Platform=" + platform);
    }

    [Theory]
    [InlineData("[datetime]::new(2026, 1, 31, 13, 45, 0)")]
    [InlineData("[datetime]::new(2026, 1, 31, 13, 45, 0, [DateTimeKind]::Local)")]
    public void Set_with_a_local_date_sends_the_offset_of_this_machine(string date)
    {
        Run($"Set-IosUpdateDeviceStatus $args[0] -LastReportedDateTime ({date})", IosId).Succeeded();
        TimeSpan offset = TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 31, 13, 45, 0, DateTimeKind.Local));
        string zone =
            offset == TimeSpan.Zero ? "Z" : (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        Assert.Equal("{" + IosType + $",\"lastReportedDateTime\":\"2026-01-31T13:45:00{zone}\"}}", Server.SingleOperation().Body);
    }

    [Theory]
    [InlineData("01.02.2026")]
    [InlineData("2026-02-30")]
    [InlineData("soon")]
    [InlineData("2026")]
    [InlineData("2026-13-01")]
    [InlineData("24:00")]
    public void Set_with_an_ambiguous_or_impossible_date_is_refused(string text)
    {
        PipelineResult result = RunRows(
            [Row("Id=" + IosId, "LastReportedDateTime=" + text)], "$rows | Set-IosUpdateDeviceStatus -WarningAction Ignore");
        Assert.Equal(
            "InvalidRow,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand",
            result.Error.FullyQualifiedErrorId);
        Assert.Contains($"'{text}'", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-01-31T13:45:00Z", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Fact]
    public void Set_with_a_date_that_was_read_sends_it_back_unchanged()
    {
        // With another id, all properties are sent, not only those that were changed.
        Run("Get-IosUpdateDeviceStatus -Top 1 | Set-IosUpdateDeviceStatus -Id $args[0]", Ios(2)).Succeeded();
        string body = Server.Operations()[^1].Body;
        Assert.Contains("\"complianceGracePeriodExpirationDateTime\":\"9999-12-31T23:59:59.9999999Z\"", body, StringComparison.Ordinal);
        Assert.Contains("\"lastReportedDateTime\":\"2026-06-01T06:00:00Z\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("en-GB")]
    [InlineData("")]
    public void Set_with_objects_as_texts_of_any_culture_sends_the_same_instants(string culture)
    {
        // What Export-Csv writes for a property is the text of the object in the current culture.
        PipelineResult result = Run(
            """
            $rows = @(Get-DeviceConfigurationDeviceStatus $args[0] -Top 25)
            [cultureinfo]::CurrentCulture = $args[1]
            $texts = $rows | ForEach-Object {
                $text = [ordered]@{}
                foreach ($property in $_.PSObject.Properties) {
                    $text[$property.Name] = if ($null -ne $property.Value) { $property.Value.ToString() }
                }
                [pscustomobject] $text
            }
            $texts | Set-DeviceConfigurationDeviceStatus
            [cultureinfo]::CurrentCulture = ''
            $again = @(Get-DeviceConfigurationDeviceStatus $args[0] -Top 25)
            for ($i = 0; $i -lt 25; $i++) {
                foreach ($name in 'LastReportedDateTime', 'ComplianceGracePeriodExpirationDateTime') {
                    $again[$i].$name.UtcTicks - $rows[$i].$name.UtcTicks
                }
            }
            """,
            Configuration,
            culture).Succeeded();
        Assert.Equal(Enumerable.Repeat("0", 50), result.Texts);
    }

    [Theory]
    [InlineData("$row.LastReportedDateTime.GetType().FullName", "System.DateTimeOffset")]
    [InlineData("$row.LastReportedDateTime -lt [DateTimeOffset]::MaxValue", "True")]
    [InlineData("$row.LastReportedDateTime.ToString()", "2026-06-01T06:00:00Z")]
    [InlineData("'{0:yyyy}' -f $row.LastReportedDateTime", "2026")]
    [InlineData("$row.LastReportedDateTime.ToString('yyyy-MM')", "2026-06")]
    [InlineData("$row.LastReportedDateTime.ToString('yyyy', [cultureinfo] 'th-TH')", "2569")]
    [InlineData("$null = $row.ComplianceGracePeriodExpirationDateTime; $row.LastReportedDateTime.Year", "2026")]
    [InlineData("$row.ComplianceGracePeriodExpirationDateTime.Year", "9999")]
    [InlineData("$row.LastReportedDateTime = [DateTimeOffset] '2020-01-01T00:00:00Z'; $row.LastReportedDateTime.Year", "2020")]
    [InlineData("$row.PSObject.Copy().LastReportedDateTime.Year", "2026")]
    public void Object_with_a_date_property_behaves_as_with_a_date(string expression, string expected) =>
        Assert.Equal(expected, Run("$row = Get-IosUpdateDeviceStatus -Top 1; " + expression).Succeeded().Text);
}

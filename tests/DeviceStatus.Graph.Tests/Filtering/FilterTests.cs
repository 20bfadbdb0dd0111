using System.Text;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Filtering;

public sealed class FilterTests
{
    private const string Row = """
        {"id":"x1","deviceDisplayName":"IPAD-0001","userName":null,"platform":9,"status":"nonCompliant",
         "lastReportedDateTime":"2026-06-01T08:00:00+02:00"}
        """;

    [Theory]
    [InlineData("status eq 'nonCompliant'", true)]
    [InlineData("status ne 'nonCompliant'", false)]
    [InlineData("status eq microsoft.graph.complianceStatus'noncompliant'", true)]
    [InlineData("deviceDisplayName gt 'IPAD-0000' and deviceDisplayName le 'IPAD-0001'", true)]
    [InlineData("deviceDisplayName lt 'IPAD-0001'", false)]
    [InlineData("platform ge 9 and platform lt 10", true)]
    [InlineData("platform gt 9", false)]
    [InlineData("lastReportedDateTime eq 2026-06-01T06:00:00Z", true)]
    [InlineData("lastReportedDateTime lt 2026-06-01T06:00:00Z or lastReportedDateTime gt 2026-06-01T06:00:00Z", false)]
    [InlineData("lastReportedDateTime ge 2026-06-01T08:00:00%2B02:00", true)]
    [InlineData("status in ('error', 'nonCompliant')", true)]
    [InlineData("status in ('error') or platform in (7, 8)", false)]
    [InlineData("userName in (null, 'x')", true)]
    [InlineData("userName eq null", true)]
    [InlineData("userName ne null or userName gt 'a' or userName le 'a' or startswith(userName,'a')", false)]
    [InlineData("userName ne 'x'", true)]
    [InlineData("startswith(deviceDisplayName,'IPAD') and endswith(deviceDisplayName,'0001') and contains(deviceDisplayName,'D-0')", true)]
    [InlineData("contains(deviceDisplayName,'IPHONE')", false)]
    [InlineData("not (status eq 'error')", true)]
    [InlineData("not contains(deviceDisplayName,'IPAD') or status eq 'error'", false)]
    [InlineData("status eq 'error' or status eq 'nonCompliant' and platform eq 9", true)]
    [InlineData("(status eq 'error' or status eq 'nonCompliant') and platform eq 8", false)]
    public void Parse_filter_matches_the_row_or_does_not(string filter, bool expected) => Assert.Equal(expected, Test(filter));

    [Theory]
    [InlineData("deviceDisplayName eq 'ipad-0001'")]
    [InlineData("deviceDisplayName ne 'ipad-0001'")]
    [InlineData("startswith(deviceDisplayName,'ipad')")]
    [InlineData("deviceDisplayName in ('x', 'ipad-0001')")]
    [InlineData("deviceModel eq 'iPhone 14'")]
    [InlineData("not (deviceModel eq 'iPhone 14')")]
    [InlineData("deviceModel eq 'iPhone 14' and platform eq 9")]
    public void Parse_value_of_another_case_or_missing_property_is_undecided(string filter) => Assert.Null(Test(filter));

    [Theory]
    [InlineData("deviceModel eq 'iPhone 14' and platform eq 8", false)]
    [InlineData("deviceModel eq 'iPhone 14' or platform eq 9", true)]
    public void Parse_undecided_part_does_not_hide_a_part_that_decides_the_whole(string filter, bool expected) =>
        Assert.Equal(expected, Test(filter));

    [Theory]
    [InlineData("tolower(deviceDisplayName) eq 'x'", "tolower")]
    [InlineData("status in ('error','complaint')", "complianceStatus")]
    [InlineData("status gt 'error'", "'eq', 'ne' or 'in'")]
    [InlineData("status eq 'complaint'", "complianceStatus")]
    [InlineData("startswith(status,'non')", "requires a text")]
    [InlineData("startswith(deviceDisplayName 'x')", "','")]
    [InlineData("status eq 'error", "closing quote")]
    [InlineData("colour eq 'red'", "colour")]
    public void Create_unsupported_filter_returns_the_reason(string filter, string reason)
    {
        Assert.Null(FilterVerifier.Create(GraphSchema.IosUpdateDeviceStatus, filter, out string? isUnchecked));
        Assert.Contains(reason, isUnchecked, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_too_deeply_nested_filter_is_not_checked()
    {
        string filter = new string('(', 10_000) + "status eq 'error'" + new string(')', 10_000);
        Assert.Null(FilterVerifier.Create(GraphSchema.IosUpdateDeviceStatus, filter, out string? isUnchecked));
        Assert.Contains("too deep", isUnchecked, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_long_chain_is_not_deeply_nested()
    {
        string filter = string.Join(" or ", Enumerable.Repeat("status eq 'error'", 20_000));
        Assert.False(Test(filter));
    }

    private static bool? Test(string filter)
    {
        StatusEntity entity = EntityReader.Read(
            Encoding.UTF8.GetBytes(Row.Replace("08:00:00+02:00", "06:00:00Z", StringComparison.Ordinal)), GraphSchema.IosUpdateDeviceStatus,
            null)!;
        FilterSource<StatusEntity> source = new()
        {
            Resource = GraphSchema.IosUpdateDeviceStatus,
            Read = (row, index) => row.Find(GraphSchema.IosUpdateDeviceStatus.Properties[index].Name, out object? value)
                ? value
                : FilterSource<StatusEntity>.Missing,
        };
        return FilterParser<StatusEntity>.Parse(source, Uri.UnescapeDataString(filter))(entity);
    }
}

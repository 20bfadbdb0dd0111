using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ReportStatusConverterTests
{
    [Theory]
    [InlineData("Succeeded", "compliant")]
    [InlineData("Compliant", "compliant")]
    [InlineData("Not compliant", "nonCompliant")]
    [InlineData("Noncompliant", "nonCompliant")]
    [InlineData("NotCompliant", "nonCompliant")]
    [InlineData("Error", "error")]
    [InlineData("Conflict", "conflict")]
    [InlineData("Not applicable", "notApplicable")]
    [InlineData("Not assigned", "notAssigned")]
    [InlineData("Remediated", "remediated")]
    [InlineData("Something new", "unknown")]
    public void Convert_word_of_the_report_becomes_the_member(string word, string member)
    {
        StatusEntity entity = Convert(("ReportStatus", word), ("PolicyStatus", "2"));
        Assert.Equal(member, entity.Status);
        Assert.Equal(word, entity["ReportStatus"]);
    }

    [Fact]
    public void Convert_number_without_a_word_is_unknown_and_kept()
    {
        StatusEntity entity = Convert(("PolicyStatus", "2"));
        Assert.Equal(("unknown", "2"), (entity.Status, entity["PolicyStatus"]));
    }

    [Fact]
    public void Convert_localized_column_decides_where_ReportStatus_is_missing() =>
        Assert.Equal("conflict", Convert(("PolicyStatus", "2"), ("PolicyStatus_loc", "Conflict")).Status);

    [Theory]
    [InlineData("2026-07-20 08:15:30.0000000")]
    [InlineData("2026-07-20T08:15:30Z")]
    [InlineData("2026-07-20T08:15:30")]
    [InlineData("2026-07-20T10:15:30+02:00")]
    public void Convert_date_of_the_report_is_UTC(string text) =>
        Assert.Equal(
            new DateTimeOffset(2026, 7, 20, 8, 15, 30, TimeSpan.Zero), Convert(("PspdpuLastModifiedTimeUtc", text)).LastReportedDateTime);

    [Fact]
    public void Convert_date_without_a_time_is_midnight_UTC() =>
        Assert.Equal(
            new DateTimeOffset(2026, 7, 20, 0, 0, 0, TimeSpan.Zero),
            Convert(("PspdpuLastModifiedTimeUtc", "2026-07-20")).LastReportedDateTime);

    [Fact]
    public void Convert_date_that_cannot_be_read_is_kept_as_text() =>
        Assert.Equal("yesterday", Convert(("LastContact", "yesterday"))["lastReportedDateTime"]);

    [Fact]
    public void Convert_sets_the_policy_and_leaves_what_the_report_lacks_null()
    {
        StatusEntity entity = Convert(("PolicyId", "p1"), ("DeviceName", "Ann's phone"), ("Manufacturer", "Apple"));
        Assert.Equal(("p1", "Ann's phone", "Apple"), (entity.ParentId, entity.DeviceDisplayName, entity["Manufacturer"]));
        Assert.Null(entity.Id);
        Assert.Null(entity.UserName);
        Assert.Null(entity.Platform);
        Assert.Null(entity.LastReportedDateTime);
    }

    [Theory]
    [InlineData("ReportStatus", "Succeeded", true)]
    [InlineData("ReportStatus", "2", false)]
    [InlineData("ReportStatus", "", false)]
    [InlineData("PolicyStatus_loc", "Succeeded", true)]
    [InlineData("PolicyStatus", "2", false)]
    public void HasStatusText_only_a_word_decides(string column, string value, bool expected) =>
        Assert.Equal(expected, ReportStatusConverter.HasStatusText(new ReportRow(new ReportHeader(["DeviceName", column]), ["a", value])));

    private static StatusEntity Convert(params (string Column, string Value)[] cells) => ReportStatusConverter.Convert(
        new ReportRow(new ReportHeader([.. cells.Select(cell => cell.Column)]), [.. cells.Select(cell => cell.Value)]),
        GraphSchema.DeviceConfigurationDeviceStatus);
}

using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Schema;

public sealed class PropertyTextTests
{
    [Theory]
    [InlineData("2026-01-31T13:45:00Z", "2026-01-31T13:45:00Z")]
    [InlineData("2026-01-31T13:45:00", "2026-01-31T13:45:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData(" 2026-01-31 13:45 ", "2026-01-31T13:45:00Z")]
    [InlineData("2016-12-31T23:56:44.951111-08:00", "2016-12-31T23:56:44.951111-08:00")]
    [InlineData("2017-01-01T00:02:49.3205976-08:00", "2017-01-01T00:02:49.3205976-08:00")]
    [InlineData("2026-01-31T13:45:00.5+05:45", "2026-01-31T13:45:00.5+05:45")]
    [InlineData("2026-01-31T13:45:00+00:00", "2026-01-31T13:45:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("2026/01/31", "2026-01-31T00:00:00Z")]
    [InlineData("January 31, 2026", "2026-01-31T00:00:00Z")]
    [InlineData("31-Jan-2026", "2026-01-31T00:00:00Z")]
    [InlineData("31 Jan 2026 13:45", "2026-01-31T13:45:00Z")]
    [InlineData("Sat, 31 Jan 2026 13:45:00 GMT", "2026-01-31T13:45:00Z")]
    public void Convert_text_with_a_date_gives_the_same_value_in_any_culture(string text, string wire)
    {
        foreach (string culture in new[] { "", "en-US", "de-DE", "th-TH", "ar-SA", "fa-IR" })
        {
            Under(culture, () => Assert.Equal(wire, PropertyConverter.FormatDate(PropertyConverter.ParseDate("D", text))));
        }
    }

    [Theory]
    [InlineData("01.02.2026")]
    [InlineData("1.2.26")]
    [InlineData("2026.01.31")]
    [InlineData("2026-02-30")]
    [InlineData("2026-13-01")]
    [InlineData("tomorrow")]
    [InlineData("13:45")]
    [InlineData("13:45:00.1234567")]
    [InlineData("Jan 5")]
    [InlineData("1/2/26")]
    [InlineData("1/2/2026")]
    [InlineData("01/02/2026 13:45")]
    [InlineData("13-01-2026")]
    [InlineData("31/01/2026")]
    [InlineData("monday")]
    [InlineData("-5")]
    [InlineData("20260131")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("10000-01-01")]
    public void ParseDate_text_that_is_not_certainly_a_date_is_refused_by_name(string text)
    {
        ArgumentException refused = Assert.Throws<InvalidValueException>(() => PropertyConverter.ParseDate("LastReportedDateTime", text));

        Assert.Contains("LastReportedDateTime '" + text + "'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2026-01-31T13:45:00Z", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_date_of_any_kind_keeps_its_moment()
    {
        DateTime utc = new(2026, 1, 31, 13, 45, 0, DateTimeKind.Utc);
        Assert.Equal("2026-01-31T13:45:00Z", PropertyConverter.FormatDate(PropertyConverter.FromDateTime(utc)));
        Assert.Equal(utc, PropertyConverter.FromDateTime(utc.ToLocalTime()).UtcDateTime);
        Assert.Equal(utc, PropertyConverter.FromDateTime(DateTime.SpecifyKind(utc.ToLocalTime(), DateTimeKind.Unspecified)).UtcDateTime);
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void FormatDate_both_ends_of_the_calendar_can_be_sent(DateTimeKind kind)
    {
        string end = PropertyConverter.FormatDate(PropertyConverter.FromDateTime(DateTime.SpecifyKind(DateTime.MaxValue, kind)));
        string start = PropertyConverter.FormatDate(PropertyConverter.FromDateTime(DateTime.SpecifyKind(DateTime.MinValue, kind)));

        Assert.StartsWith("9999-12-31T23:59:59.9999999", end, StringComparison.Ordinal);
        Assert.StartsWith("0001-01-01T00:00:00", start, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Compliant", "compliant")]
    [InlineData("NONCOMPLIANT", "nonCompliant")]
    [InlineData(" notassigned ", "notAssigned")]
    public void Convert_enum_value_has_the_case_of_the_service(string text, string wire)
    {
        foreach (string culture in new[] { "en-US", "tr-TR" })
        {
            Under(culture, () => Assert.Equal(wire, Convert("status", text)));
        }
    }

    [Fact]
    public void Convert_misspelt_enum_value_is_refused_with_the_list() =>
        Assert.Contains(
            "nonCompliant", Assert.Throws<InvalidValueException>(() => Convert("status", "good")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("5", 5)]
    [InlineData(" -5 ", -5)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("1.0", 1)]
    [InlineData("-3.000", -3)]
    public void Convert_text_with_a_whole_number_is_the_number(string text, int number) => Assert.Equal(number, Convert("platform", text));

    [Theory]
    [InlineData("5.5")]
    [InlineData("3.7")]
    [InlineData("1e3")]
    [InlineData("5,000")]
    [InlineData("0x5")]
    [InlineData("2147483648")]
    [InlineData("five")]
    [InlineData("\u0665")]
    public void Convert_text_that_is_no_whole_number_is_refused(string text) =>
        Assert.Throws<InvalidValueException>(() => Convert("platform", text));

    [Theory]
    [InlineData("status", "")]
    [InlineData("status", "  ")]
    [InlineData("platform", " ")]
    [InlineData("lastReportedDateTime", "\t")]
    [InlineData("userName", "")]
    [InlineData("userName", " \t ")]
    [InlineData("userName", null)]
    public void Convert_blank_text_is_null(string property, string? text) => Assert.Null(Convert(property, text));

    [Fact]
    public void Convert_value_of_another_type_is_refused() =>
        Assert.Throws<InvalidValueException>(() => Convert("lastReportedDateTime", 5));

    private static object? Convert(string property, object? value) =>
        PropertyConverter.Convert(GraphSchema.IosUpdateDeviceStatus.FindProperty(property)!, value);

    private static void Under(string culture, Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

using System.Globalization;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Tests.Retry;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("5", 5000)]
    [InlineData(" 5 ", 5000)]
    [InlineData("0", 0)]
    [InlineData("2.128", 2128)]
    [InlineData("0.249", 249)]
    [InlineData("0.0001", 1)]
    [InlineData("86401", 86400000)]
    [InlineData("99999999999999999999999999", 86400000)]
    [InlineData("Sat, 31 Jan 2026 12:00:30 GMT", 30000)]
    [InlineData("Saturday, 31-Jan-26 12:00:30 GMT", 30000)]
    [InlineData("Sat Jan 31 12:00:30 2026", 30000)]
    [InlineData("Fri, 30 Jan 2026 12:00:30 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 86400000)]
    public void Parse_seconds_or_date_is_the_wait(string header, double milliseconds) =>
        Assert.Equal(milliseconds, RetryAfter.Parse(header, Now)!.Value.TotalMilliseconds);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("1, 2")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("soon")]
    [InlineData("12:30")]
    [InlineData("tomorrow")]
    [InlineData("\u0661")]
    public void Parse_invalid_value_is_null(string? header) => Assert.Null(RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData("700", null, 700)]
    [InlineData("700", "30", 700)]
    [InlineData("0", "30", 0)]
    [InlineData("soon", "30", 30000)]
    [InlineData("", "30", 30000)]
    [InlineData(null, "30", 30000)]
    [InlineData("99999999999999999999", "30", 30000)]
    public void Select_milliseconds_come_before_seconds(string? milliseconds, string? seconds, double expected) =>
        Assert.Equal(expected, RetryAfter.Parse(RetryAfter.Select(seconds, milliseconds), Now)!.Value.TotalMilliseconds);

    [Fact]
    public void Parse_result_does_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            Assert.Equal(2128, RetryAfter.Parse("2.128", Now)!.Value.TotalMilliseconds);
            Assert.Equal(30, RetryAfter.Parse("Sat, 31 Jan 2026 12:00:30 GMT", Now)!.Value.TotalSeconds);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

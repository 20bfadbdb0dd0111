using System.Collections;
using System.Globalization;
using CsCheck;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Schema;

/// <summary>Values of any type: what is not represented exactly is refused, never rounded or dropped.</summary>
public sealed class PropertyConverterTests
{
    private static readonly string[] Properties = ["platform", "status", "installStatus", "lastReportedDateTime", "userName"];

    public static TheoryData<string, object> Refused
    {
        get
        {
            TheoryData<string, object> data = [];
            object[] never =
            [
                true, false, new[] { "a", "b" }, new Hashtable { ["a"] = 1 }, new List<int> { 1 }, TimeSpan.FromHours(1), new object(),
            ];
            foreach (string property in Properties)
            {
                foreach (object value in never)
                {
                    data.Add(property, value);
                }
            }

            object[] noNumber =
            [
                2147483648L, -2147483649L, 3e9, double.NaN, double.PositiveInfinity, float.NaN, 3.7, 3.7f, 3.7m,
                ulong.MaxValue, decimal.MaxValue, Guid.Empty, DateTime.UtcNow, 'x',
            ];
            foreach (object value in noNumber)
            {
                data.Add("platform", value);
            }

            object[] noDate = [5, 0L, -1L, 1767225600000L, 1.5e9, Guid.Empty];
            foreach (object value in noDate)
            {
                data.Add("lastReportedDateTime", value);
            }

            data.Add("status", 5);
            data.Add("status", Guid.Empty);
            data.Add("userName", DateTime.UtcNow);
            data.Add("userName", "a\uD800");
            data.Add("userName", "\uDC00a");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Convert_value_that_does_not_fit_is_refused_by_name(string property, object value)
    {
        InvalidValueException exception = Assert.Throws<InvalidValueException>(() => Convert(property, value));
        Assert.StartsWith(Find(property).DisplayName + " ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Not compliant", "nonCompliant")]
    [InlineData("Noncompliant", "nonCompliant")]
    [InlineData("non-compliant", "nonCompliant")]
    [InlineData("Succeeded", "compliant")]
    [InlineData("Not applicable", "notApplicable")]
    public void Convert_word_of_the_portal_is_its_member(string text, string member) => Assert.Equal(member, Convert("status", text));

    [Theory]
    [InlineData("complaint", "compliant")]
    [InlineData("eror", "error")]
    [InlineData("conflct", "conflict")]
    public void Convert_misspelt_member_suggests_the_nearest(string text, string nearest)
    {
        InvalidValueException exception = Assert.Throws<InvalidValueException>(() => Convert("status", text));
        Assert.Equal($"Status '{text}' is not a compliance status; did you mean '{nearest}'?", exception.Message);
        Assert.Equal(nearest, exception.Suggestion);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("In progress")]
    public void Convert_ambiguous_word_is_refused_with_the_list(string text)
    {
        InvalidValueException exception = Assert.Throws<InvalidValueException>(() => Convert("status", text));
        Assert.Contains("Known values: unknown, notApplicable, compliant", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01/02/2026", "en-GB", "2026-02-01T00:00:00Z")]
    [InlineData("01/02/2026", "en-US", "2026-01-02T00:00:00Z")]
    [InlineData("31.01.2026 13:45", "de-DE", "2026-01-31T13:45:00Z")]
    [InlineData("2026-01-31", "th-TH", "2026-01-31T00:00:00Z")]
    [InlineData("31/1/2569", "th-TH", "2026-01-31T00:00:00Z")]
    [InlineData("1404/11/12", "fa-IR", "2026-02-01T00:00:00Z")]
    [InlineData("2026-01-31", "fa-IR", "2026-01-31T00:00:00Z")]
    [InlineData("2026/01/31", "ja-JP", "2026-01-31T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "th-TH", "0001-01-01T00:00:00Z")]
    public void ParseDate_with_a_culture_reads_as_the_culture_writes(string text, string culture, string wire) =>
        Assert.Equal(wire, PropertyConverter.FormatDate(PropertyConverter.ParseDate("D", text, CultureInfo.GetCultureInfo(culture))));

    [Theory]
    [InlineData("31/01/2026", "en-US")]
    [InlineData("31.01.", "de-DE")]
    [InlineData("31.01.26", "de-DE")]
    [InlineData("13:45", "de-DE")]
    [InlineData("13:45:00.1234", "en-GB")]
    [InlineData("01/02/2026", "th-TH")]
    [InlineData("2026/02/01", "fa-IR")]
    [InlineData("2026/02/01", "th-TH")]
    public void ParseDate_text_that_the_culture_does_not_write_is_refused(string text, string culture) =>
        Assert.Contains(
            culture,
            Assert.Throws<InvalidValueException>(() => PropertyConverter.ParseDate("D", text, CultureInfo.GetCultureInfo(culture))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("01/02/2026")]
    [InlineData("1404/11/12")]
    [InlineData("2569/01/31")]
    public void ParseDate_ambiguous_text_names_the_culture_parameter(string text) =>
        Assert.Contains(
            "-Culture",
            Assert.Throws<InvalidValueException>(() => PropertyConverter.ParseDate("D", text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Convert_day_is_midnight_utc_and_whole_number_is_unix_seconds()
    {
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), Convert("lastReportedDateTime", new DateOnly(2026, 1, 31)));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Convert("lastReportedDateTime", 1767225600L));
    }

    [Fact]
    public void Convert_any_integer_is_itself_or_refused() =>
        Gen.Long.Sample(
            number => Holds("platform", number, number is >= int.MinValue and <= int.MaxValue, result => Equals(result, (int)number)));

    [Fact]
    public void Convert_any_double_is_itself_or_refused() =>
        Gen.OneOf(Gen.Double, Gen.Int.Select(number => (double)number)).Sample(number => Holds(
            "platform",
            number,
            number is >= int.MinValue and <= int.MaxValue && Math.Floor(number) == number,
            result => Equals(result, (int)number)));

    [Fact]
    public void Convert_any_decimal_is_itself_or_refused() =>
        Gen.OneOf(Gen.Decimal, Gen.Int.Select(number => (decimal)number)).Sample(number => Holds(
            "platform",
            number,
            number is >= int.MinValue and <= int.MaxValue && decimal.Truncate(number) == number,
            result => Equals(result, (int)number)));

    [Fact]
    public void Convert_any_integer_as_text_is_itself_or_refused() => Gen.Long.Sample(number =>
        Holds(
            "platform",
            number.ToString(CultureInfo.InvariantCulture),
            number is >= int.MinValue and <= int.MaxValue,
            result => Equals(result, (int)number)));

    [Fact]
    public void Convert_any_text_is_itself_or_not_given_or_refused() => Gen.String.Sample(text =>
    {
        bool isBlank = string.IsNullOrWhiteSpace(text);
        return Holds(
            "userName", text, isBlank || !WireText.HasLoneSurrogate(text), result => isBlank ? result is null : Equals(result, text));
    });

    [Fact]
    public void Convert_any_text_as_member_gives_a_member_or_nothing_or_is_refused() => Gen.String.Sample(text =>
    {
        string[] members = [.. GraphSchema.ComplianceStatus.Members.Select(member => member.Name)];
        try
        {
            return Convert("status", text) is not { } result || members.Contains(result);
        }
        catch (InvalidValueException)
        {
            return true;
        }
    });

    [Fact]
    public void Convert_any_date_written_for_the_wire_is_the_same_moment() => Gen.DateTimeOffset.Sample(date =>
        ((DateTimeOffset)Convert("lastReportedDateTime", PropertyConverter.FormatDate(date))!).EqualsExact(date));

    [Fact]
    public void Convert_what_it_gave_gives_the_same_again() => Gen.OneOf(
        Gen.Long.Select(value => (object)value),
        Gen.Double.Select(value => (object)value),
        Gen.String.Select(value => (object)value),
        Gen.DateTime.Select(value => (object)value)).Sample(value =>
    {
        foreach (string property in Properties)
        {
            object? once;
            try
            {
                once = Convert(property, value);
            }
            catch (InvalidValueException)
            {
                continue;
            }

            if (!Equals(once, Convert(property, once)))
            {
                return false;
            }
        }

        return true;
    });

    private static bool Holds(string property, object value, bool isAccepted, Func<object?, bool> expected)
    {
        try
        {
            object? result = Convert(property, value);
            return isAccepted && expected(result);
        }
        catch (InvalidValueException)
        {
            return !isAccepted;
        }
    }

    private static object? Convert(string property, object? value) => PropertyConverter.Convert(Find(property), value);

    private static PropertyDescriptor Find(string property) => GraphSchema.IosUpdateDeviceStatus.FindProperty(property)!;

    [Theory]
    [InlineData("2026-02-30T08:00:00Z")]
    [InlineData("2026-13-01")]
    [InlineData("2026/04/31")]
    public void ParseDate_day_that_the_calendar_does_not_have_says_that_it_does_not_exist(string text)
    {
        InvalidValueException error = Assert.Throws<InvalidValueException>(() => PropertyConverter.ParseDate("D", text));
        Assert.Contains($"'{text}' is not a date that exists", error.Message, StringComparison.Ordinal);
    }
}

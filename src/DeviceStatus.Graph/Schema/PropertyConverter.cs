using System.Globalization;

namespace DeviceStatus.Graph.Schema;

/// <summary>
/// Converts values of users and CSV files to the types of the schema, and dates to the wire format. The culture of the process has no
/// effect.
/// </summary>
public static class PropertyConverter
{
    /// <summary>
    /// Numbers from here to the end of the calendar are read as seconds since 1970; smaller numbers are not a plausible date.
    /// </summary>
    private const long MinUnixSeconds = 100_000_000;
    private const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>Converts a value to the type of a property. A value that cannot be represented exactly is refused, never rounded.</summary>
    /// <param name="property">The property.</param>
    /// <param name="value">A typed value, or text; blank text means "not given".</param>
    /// <param name="culture">How dates in texts are read, or <see langword="null"/> for what every culture reads in the same way.</param>
    /// <returns>A string, an <see cref="int"/> or a <see cref="DateTimeOffset"/>; <see langword="null"/> for "not given".</returns>
    /// <exception cref="InvalidValueException">The value does not fit; the message contains the property and the expected
    /// value.</exception>
    public static object? Convert(PropertyDescriptor property, object? value, CultureInfo? culture = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (value is null or DBNull || (value is string blank && string.IsNullOrWhiteSpace(blank)))
        {
            return null;
        }

        return property.Type switch
        {
            PropertyType.Text => ToText(property, value),
            PropertyType.Enum => ToMember(property, value),
            PropertyType.Number => ToNumber(property, value),
            _ => ToDate(property, value, culture),
        };
    }

    /// <summary>Parses a date. Without a zone it is UTC.</summary>
    /// <param name="name">The parameter or column, for the error.</param>
    /// <param name="text">The text.</param>
    /// <param name="culture">How the text is read, or <see langword="null"/>
    /// for ISO 8601 and what else every culture reads in the same way.</param>
    /// <returns>The date with the offset that it was written with.</returns>
    /// <exception cref="InvalidValueException">The text is not a date, or can be read in several ways.</exception>
    public static DateTimeOffset ParseDate(string name, string text, CultureInfo? culture = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DateParser.Parse(name, text, culture);
    }

    /// <summary>Gives a date the offset that its kind implies: UTC, or the zone of the machine for Local and Unspecified.</summary>
    /// <param name="date">The date.</param>
    /// <returns>The same moment with an offset.</returns>
    public static DateTimeOffset FromDateTime(DateTime date)
    {
        // The ends of the calendar mean "never" and "not known", whatever the zone is.
        if (date.Kind == DateTimeKind.Utc || date.Ticks == DateTime.MaxValue.Ticks || date.Ticks == DateTime.MinValue.Ticks)
        {
            return new DateTimeOffset(date.Ticks, TimeSpan.Zero);
        }

        // Near both ends of the calendar a local offset would leave the range of dates.
        TimeSpan offset = TimeZoneInfo.Local.GetUtcOffset(date);
        long utcTicks = date.Ticks - offset.Ticks;
        bool inRange = utcTicks >= DateTime.MinValue.Ticks && utcTicks <= DateTime.MaxValue.Ticks;
        return new DateTimeOffset(date.Ticks, inRange ? offset : TimeSpan.Zero);
    }

    /// <summary>Formats a date for the wire: ISO 8601 with its offset (<c>Z</c> for UTC) and as many fractional digits as it has.</summary>
    /// <param name="date">The date.</param>
    /// <returns>For example <c>2016-12-31T23:56:44.951111-08:00</c>.</returns>
    public static string FormatDate(DateTimeOffset date) => date.ToString(
        date.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        CultureInfo.InvariantCulture);

    private static string ToText(PropertyDescriptor property, object value) => value switch
    {
        string text when WireText.HasLoneSurrogate(text) =>
            throw new InvalidValueException(
                $"{property.DisplayName} contains an invalid character (half of a surrogate pair) and cannot be sent."),
        string text => text,
        Guid or Version => value.ToString()!,
        _ when IsInteger(value) || value is decimal or double or float =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw Refused(property, value, "a text"),
    };

    private static string ToMember(PropertyDescriptor property, object value)
    {
        EnumDescriptor members = property.Enum!;
        string text = value switch
        {
            string given => given.Trim(),
            Enum given => given.ToString(),
            _ => throw Refused(property, value, members.Description),
        };
        if (members.FindByText(text) is { } member)
        {
            return member.Name;
        }

        IEnumerable<string> names = members.Members.Select(known => known.Name);
        string? nearest = NearestName.Find(text, names);
        throw new InvalidValueException(
            $"{property.DisplayName} '{text}' is not {members.Description}" +
            (nearest is null ? $". Known values: {string.Join(", ", names)}." : $"; did you mean '{nearest}'?"))
        {
            Suggestion = nearest,
        };
    }

    private static int ToNumber(PropertyDescriptor property, object value)
    {
        decimal? number = value switch
        {
            int whole => whole,
            string text => decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite
                    | NumberStyles.AllowTrailingWhite | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal parsed) ? parsed : null,
            decimal exact => exact,
            double wide => Exactly(wide),
            float narrow => Exactly(narrow),
            _ when IsInteger(value) => System.Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            _ => throw Refused(property, value, "a whole number"),
        };
        return number is >= int.MinValue and <= int.MaxValue && decimal.Truncate(number.Value) == number
            ? (int)number
            : throw new InvalidValueException(string.Create(
                CultureInfo.InvariantCulture,
                $"{property.DisplayName} '{value}' is not a whole number from {int.MinValue} to {int.MaxValue}."));
    }

    /// <summary>A floating-point number that an <see cref="int"/> may hold; any other value is not a number.</summary>
    private static decimal? Exactly(double number) =>
        number is >= int.MinValue and <= int.MaxValue && Math.Truncate(number) == number ? (decimal)number : null;

    private static DateTimeOffset ToDate(PropertyDescriptor property, object value, CultureInfo? culture) => value switch
    {
        DateTimeOffset moment => moment,
        DateTime date => FromDateTime(date),
        DateOnly day => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        string text => ParseDate(property.DisplayName, text, culture),
        _ when IsInteger(value) => FromUnixSeconds(property, value),
        _ => throw Refused(property, value, "a date"),
    };

    private static DateTimeOffset FromUnixSeconds(PropertyDescriptor property, object value) =>
        System.Convert.ToDecimal(value, CultureInfo.InvariantCulture) is >= MinUnixSeconds and <= MaxUnixSeconds and decimal seconds
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : throw new InvalidValueException(string.Create(
                CultureInfo.InvariantCulture,
                $"{property.DisplayName} '{value}' is not a number of seconds since 1970 ({MinUnixSeconds} to {MaxUnixSeconds}); "
                    + $"{DateParser.Hint}."));

    private static bool IsInteger(object value) => value is int or long or short or byte or sbyte or uint or ulong or ushort;

    private static InvalidValueException Refused(PropertyDescriptor property, object value, string wanted)
    {
        string found = value switch
        {
            bool truth => truth ? "the Boolean value true" : "the Boolean value false",
            System.Collections.IDictionary => "a table of keys and values",
            System.Collections.IEnumerable => "a list of values",
            _ => "a value of the type " + value.GetType().Name,
        };
        return new InvalidValueException($"{property.DisplayName} is {found}; give {wanted}.");
    }
}

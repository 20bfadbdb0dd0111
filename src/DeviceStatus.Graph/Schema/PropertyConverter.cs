using System.Globalization;

namespace DeviceStatus.Graph.Schema;

/// <summary>Turns what users and CSV files write into what the schema wants, and dates into what goes on the wire. Never by culture.</summary>
public static class PropertyConverter
{
    private const string DateHint = "write it as 2026-01-31T13:45:00Z, or with an offset as 2026-01-31T13:45:00+01:00";

    /// <summary>Converts a value to the type of a property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="value">A typed value, or text; blank text means "not given".</param>
    /// <returns>A string, an <see cref="int"/> or a <see cref="DateTimeOffset"/>; <see langword="null"/> for "not given".</returns>
    /// <exception cref="ArgumentException">The value does not fit; the message names it and says what would.</exception>
    public static object? Convert(PropertyDescriptor property, object? value)
    {
        ArgumentNullException.ThrowIfNull(property);
        switch (property.Type, value)
        {
            case (_, null):
                return null;
            case (PropertyType.Text, string text):
                return text.Length == 0 ? null : text;
            case (_, string text) when string.IsNullOrWhiteSpace(text):
                return null;
            case (PropertyType.Enum, string text):
                return ToMember(property, text);
            case (PropertyType.Number, string text):
                return int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number)
                    ? number
                    : throw new ArgumentException($"{property.DisplayName} '{text}' is not a whole number from {int.MinValue} to {int.MaxValue}.");
            case (PropertyType.Number, int):
            case (PropertyType.Timestamp, DateTimeOffset):
                return value;
            case (PropertyType.Timestamp, string text):
                return ParseDate(property.DisplayName, text);
            case (PropertyType.Timestamp, DateTime date):
                return FromDateTime(date);
            default:
                throw new ArgumentException($"{property.DisplayName} '{value}' is of a type that does not fit ({value.GetType().Name}).");
        }
    }

    /// <summary>
    /// Reads a date that stands in a text. Without a zone it is UTC. ISO 8601 is meant; what else the invariant culture reads with
    /// slashes or names of months is taken as PowerShell's own [datetime] would take it.
    /// </summary>
    /// <param name="name">The parameter or column, for the error.</param>
    /// <param name="text">The text.</param>
    /// <returns>The date with the offset that it was written with.</returns>
    /// <exception cref="ArgumentException">The text is not a date, or could be read in two ways.</exception>
    public static DateTimeOffset ParseDate(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();

        // The invariant culture would read 01.02.2026 as the second of January; whoever writes dots means the first of February.
        if (LooksDotted(text) || !HasYear(text) || !char.IsAsciiLetterOrDigit(text.Length > 0 ? text[0] : ' ')
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            throw new ArgumentException($"{name} '{text}' is not a date that can be read for certain; {DateHint}.");
        }

        return date;
    }

    /// <summary>Gives a date the offset that its kind implies: UTC, or the zone of the machine for Local and Unspecified.</summary>
    /// <param name="date">The date.</param>
    /// <returns>The same moment with an offset.</returns>
    public static DateTimeOffset FromDateTime(DateTime date)
    {
        if (date.Kind == DateTimeKind.Utc)
        {
            return new DateTimeOffset(date, TimeSpan.Zero);
        }

        // Near both ends of the calendar a local offset would leave the range of dates; those values stand for "never", in UTC.
        TimeSpan offset = TimeZoneInfo.Local.GetUtcOffset(date);
        long utcTicks = date.Ticks - offset.Ticks;
        bool inRange = utcTicks >= DateTime.MinValue.Ticks && utcTicks <= DateTime.MaxValue.Ticks;
        return new DateTimeOffset(date.Ticks, inRange ? offset : TimeSpan.Zero);
    }

    /// <summary>Writes a date as it goes on the wire: ISO 8601 with its offset (<c>Z</c> for UTC) and as many fractional digits as it has.</summary>
    /// <param name="date">The date.</param>
    /// <returns>For example <c>2016-12-31T23:56:44.951111-08:00</c>.</returns>
    public static string FormatDate(DateTimeOffset date) => date.ToString(
        date.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        CultureInfo.InvariantCulture);

    private static string ToMember(PropertyDescriptor property, string text)
    {
        EnumMember? member = property.Enum!.Find(text.Trim());
        return member?.Name ?? throw new ArgumentException(
            $"{property.DisplayName} '{text}' is not one of: {string.Join(", ", property.Enum.Members.Select(m => m.Name))}.");
    }

    /// <summary>Whether four digits in a row name the year; without them .NET would guess one, or take a time for a time of today.</summary>
    private static bool HasYear(string text)
    {
        int digits = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                // A fraction of a second has as many digits, but comes after the year.
                if (c == '.')
                {
                    return false;
                }

                digits = 0;
            }
            else if (++digits == 4)
            {
                return true;
            }
        }

        return false;
    }

    private static bool LooksDotted(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits > 0 && digits < text.Length && text[digits] == '.';
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace DeviceStatus.Graph.Schema;

/// <summary>Parses the usual date formats: those that every culture reads in the same way, or those of one culture.</summary>
internal static partial class DateParser
{
    /// <summary>The advice for an unambiguous date.</summary>
    internal const string Hint = "write it as 2026-01-31T13:45:00Z, or with an offset as 2026-01-31T13:45:00+01:00";

    private const int MinYear = 1900;
    private const int MaxYear = 2200;

    /// <summary>Reads a date. Without a zone it is UTC.</summary>
    /// <param name="name">The parameter or column, for the error.</param>
    /// <param name="text">The text.</param>
    /// <param name="culture">The culture of the file, or <see langword="null"/>
    /// to accept only what every culture reads in the same way.</param>
    /// <returns>The date with the offset that it was written with.</returns>
    /// <exception cref="InvalidValueException">The text is not a date, or can be read in several ways.</exception>
    internal static DateTimeOffset Parse(string name, string text, CultureInfo? culture)
    {
        string trimmed = text.Trim();
        if (EdmDate.TryParse(trimmed, out DateTimeOffset date))
        {
            // The usual form, which every culture reads in the same way.
            return date;
        }

        bool hasOtherCalendar = culture is not null && culture.DateTimeFormat.Calendar is not GregorianCalendar;

        // 2026-01-31 is ISO 8601 in every culture; a date with slashes is in the calendar of the culture.
        bool isSlashed = YearFirst().IsMatch(trimmed) && trimmed[4] == '/';
        if ((YearFirst().IsMatch(trimmed) || MonthName().IsMatch(trimmed))
            && !(isSlashed && hasOtherCalendar)
            && TryParse(trimmed, CultureInfo.InvariantCulture, out date))
        {
            return !isSlashed || IsPlausible(date) ? date : throw Ambiguous(name, text);
        }

        // .NET guesses a missing year, and the century of a short one.
        if (culture is not null && FourDigits().IsMatch(trimmed) && DateFirst().IsMatch(trimmed) && TryParse(trimmed, culture, out date))
        {
            return !hasOtherCalendar || IsPlausible(date) ? date : throw new InvalidValueException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} '{text}' is in the year {date.Year} by the calendar of the culture {culture.Name}; {Hint}."))
            {
                Suggestion = "2026-01-31T13:45:00Z",
            };
        }

        if (culture is null && DayAndMonth().IsMatch(trimmed))
        {
            throw Ambiguous(name, text);
        }

        string reader = YearFirst().IsMatch(trimmed) ? "that exists"
            : culture is null ? "that every culture reads in the same way"
            : $"of the culture {culture.Name}";
        throw new InvalidValueException($"{name} '{text}' is not a date {reader}; {Hint}.") { Suggestion = "2026-01-31T13:45:00Z" };
    }

    private static InvalidValueException Ambiguous(string name, string text) =>
        new($"{name} '{text}' can be read in two ways; {Hint}, or name the culture of the file, such as -Culture en-GB.")
        {
            Suggestion = "2026-01-31T13:45:00Z, or -Culture",
        };

    /// <summary>
    /// Whether a date is likely meant as it was read. A year of another calendar is centuries away from the same number of this one.
    /// </summary>
    private static bool IsPlausible(DateTimeOffset date) => date.Year is (>= MinYear and <= MaxYear) or 9999;

    private static bool TryParse(string text, CultureInfo culture, out DateTimeOffset date) =>
        DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out date);

    /// <summary>2026-01-31 or 2026/01/31, optionally followed by a time.</summary>
    [GeneratedRegex(@"^\d{4}([-/])\d{1,2}\1\d{1,2}([T ]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    /// <summary>31 Jan 2026, January 31, 2026, or Sat, 31 Jan 2026.</summary>
    [GeneratedRegex(
        @"^([A-Za-z]{3,9},? )?(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -](\d{1,2},? )?\d{4}([ T,]|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MonthName();

    /// <summary>Two short numbers and a year, with the same separator.</summary>
    [GeneratedRegex(@"^\d{1,2}([-/.])\d{1,2}\1(\d{2}|\d{4})(\D|$)", RegexOptions.CultureInvariant)]
    private static partial Regex DayAndMonth();

    /// <summary>A year of four digits that is not a fraction of a second.</summary>
    [GeneratedRegex(@"(?<!:\d{2}\.\d*)(?<!\d)\d{4}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex FourDigits();

    /// <summary>Text that does not start with a time or a sign.</summary>
    [GeneratedRegex(@"^(?!\d{1,2}:)[\p{L}\d]", RegexOptions.CultureInvariant)]
    private static partial Regex DateFirst();
}

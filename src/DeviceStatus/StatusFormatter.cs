using System.Globalization;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting;

namespace DeviceStatus;

/// <summary>What the table views show in a cell: dates short, statuses coloured by what they mean. PowerShell itself takes the colour out of what is piped or redirected.</summary>
public static class StatusFormatter
{
    private const string Green = "\u001b[32m";
    private const string Amber = "\u001b[33m";
    private const string Red = "\u001b[31m";
    private const string Grey = "\u001b[90m";
    private const string Reset = "\u001b[0m";

    /// <summary>A status or install status: green as it should be, amber on the way or contradictory, red failed, grey where nothing can be said.</summary>
    /// <param name="value">The value; one that stands in no schema is shown as it came.</param>
    /// <returns>The text, with colour unless <c>NO_COLOR</c> is set.</returns>
    public static string Status(object? value)
    {
        string text = Text(value);
        return Coloured(text, StatusWord.Of(text).Meaning switch
        {
            StatusMeaning.Good => Green,
            StatusMeaning.Pending => Amber,
            StatusMeaning.Bad => Red,
            _ => Grey,
        });
    }

    /// <summary>A count of something good: green above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    public static string Good(object? value) => Count(value, Green);

    /// <summary>A count of something that is open: amber above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    public static string Open(object? value) => Count(value, Amber);

    /// <summary>A count of something bad: red above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    public static string Bad(object? value) => Count(value, Red);

    /// <summary>A date as the day and the minute in local time.</summary>
    /// <param name="value">A date, or nothing.</param>
    /// <returns><c>2026-06-01 08:30</c>; <c>never</c> for the end of the calendar; empty for its beginning, which stands for no date at all.</returns>
    public static string Minute(object? value) => Date(value, "yyyy-MM-dd HH:mm");

    /// <summary>A date as the day in local time.</summary>
    /// <param name="value">A date, or nothing.</param>
    /// <returns><c>2026-06-01</c>; <c>never</c> for the end of the calendar; empty for its beginning, which stands for no date at all.</returns>
    public static string Day(object? value) => Date(value, "yyyy-MM-dd");

    /// <summary>A text of the service: characters that move the cursor, turn the direction or hide are shown as escapes.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text on one line.</returns>
    public static string Text(object? value) => TextSanitizer.EscapeControls(Convert.ToString(PSValue.Unwrap(value), CultureInfo.InvariantCulture));

    private static string Count(object? value, string colour)
    {
        string text = Text(value);
        return text is "" or "0" ? text : Coloured(text, colour);
    }

    private static string Date(object? value, string format) => PSValue.Unwrap(value) switch
    {
        DateTimeOffset { UtcDateTime.Year: 9999 } => Coloured("never", Grey),
        DateTimeOffset { UtcDateTime.Year: 1 } => string.Empty,
        DateTimeOffset date => date.ToLocalTime().ToString(format, CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    private static string Coloured(string text, string colour) =>
        text.Length == 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? text : colour + text + Reset;
}

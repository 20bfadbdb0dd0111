using System.Globalization;
using DeviceStatus.Graph.Text;
using DeviceStatus.Reporting;

namespace DeviceStatus;

/// <summary>
/// Formats the cells of the table views: short dates, and statuses in the color of their meaning. PowerShell removes the color from output
/// that is piped or redirected.
/// </summary>
internal static class StatusFormatter
{
    private const string Green = "\u001b[32m";
    private const string Amber = "\u001b[33m";
    private const string Red = "\u001b[31m";
    private const string Grey = "\u001b[90m";
    private const string Reset = "\u001b[0m";

    /// <summary>
    /// A status or install status: green when it is as intended, amber when it is pending or in conflict, red when it failed, grey
    /// otherwise.
    /// </summary>
    /// <param name="value">The value; a value that is in no schema is shown unchanged.</param>
    /// <returns>The text, with color unless <c>NO_COLOR</c> is set.</returns>
    internal static string Status(object? value)
    {
        string text = Text(value);
        return Colored(text, ColorOf(StatusWord.Of(text).Meaning) ?? Grey);
    }

    /// <summary>A text in the color of a meaning.</summary>
    /// <param name="value">The text.</param>
    /// <param name="meaning">The meaning by its name.</param>
    /// <returns>The text; without color for a meaning that is neither good, bad nor pending.</returns>
    internal static string ByMeaning(object? value, string? meaning) =>
        Enum.TryParse(meaning, out StatusMeaning known) && ColorOf(known) is { } color ? Colored(Text(value), color) : Text(value);

    /// <summary>A count of what succeeded: green above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    internal static string Good(object? value) => Count(value, Green);

    /// <summary>A count of what is pending or in conflict: amber above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    internal static string Open(object? value) => Count(value, Amber);

    /// <summary>A count of what failed: red above zero.</summary>
    /// <param name="value">The count.</param>
    /// <returns>The text.</returns>
    internal static string Bad(object? value) => Count(value, Red);

    /// <summary>A date as the day and the minute in local time.</summary>
    /// <param name="value">A date, or nothing.</param>
    /// <returns><c>2026-06-01 08:30</c>; <c>never</c> for the end of the calendar; empty for its beginning, which stands for no date at
    /// all.</returns>
    internal static string Minute(object? value) => PSValue.Unwrap(value) switch
    {
        DateTimeOffset { UtcDateTime.Year: 9999 } => Colored("never", Grey),
        DateTimeOffset { UtcDateTime.Year: 1 } => string.Empty,
        DateTimeOffset date => date.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    /// <summary>A text of the service: control characters, direction marks and invisible characters are shown as escapes.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text on one line.</returns>
    internal static string Text(object? value) =>
        TextSanitizer.EscapeControls(Convert.ToString(PSValue.Unwrap(value), CultureInfo.InvariantCulture));

    private static string? ColorOf(StatusMeaning meaning) => meaning switch
    {
        StatusMeaning.Good => Green,
        StatusMeaning.Pending => Amber,
        StatusMeaning.Bad => Red,
        _ => null,
    };

    private static string Count(object? value, string color)
    {
        string text = Text(value);
        return text is "" or "0" ? text : Colored(text, color);
    }

    private static string Colored(string text, string color) =>
        text.Length == 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? text : color + text + Reset;
}

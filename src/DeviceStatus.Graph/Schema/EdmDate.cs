using System.Globalization;

namespace DeviceStatus.Graph.Schema;

/// <summary>
/// <c>Edm.DateTimeOffset</c> as text: <c>2026-01-31T12:00[:00[.0000000]]</c> with <c>Z</c> or <c>+hh:mm</c>, nothing else.
/// </summary>
internal static class EdmDate
{
    private const string Shape = "0000-00-00T00:00";

    internal static bool TryParse(string text, out DateTimeOffset date)
    {
        date = default;
        return HasShape(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    private static bool HasShape(string text)
    {
        if (text.Length <= Shape.Length)
        {
            return false;
        }

        int at = 0;
        foreach (char expected in Shape)
        {
            char actual = text[at++];
            if (expected == '0' ? !char.IsAsciiDigit(actual) : actual != expected)
            {
                return false;
            }
        }

        return Seconds(text, ref at) && Zone(text.AsSpan(at));
    }

    private static bool Seconds(string text, ref int at)
    {
        if (text[at] != ':')
        {
            return true;
        }

        if (Digits(text, ++at) != 2)
        {
            return false;
        }

        at += 2;
        if (at < text.Length && text[at] == '.')
        {
            int fraction = Digits(text, ++at);
            at += fraction;

            // Digits beyond ticks are dropped, because rounding could change the year.
            return fraction is >= 1 and <= 7;
        }

        return true;
    }

    private static bool Zone(ReadOnlySpan<char> zone) => zone is ['Z']
        || (zone is ['+' or '-', _, _, ':', _, _]
            && char.IsAsciiDigit(zone[1]) && char.IsAsciiDigit(zone[2]) && char.IsAsciiDigit(zone[4]) && char.IsAsciiDigit(zone[5]));

    private static int Digits(string text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}

using System.Globalization;

namespace DeviceStatus.Reporting;

/// <summary>Formats values of a report, independent of the culture of the machine.</summary>
internal static class DisplayText
{
    /// <summary>A number with a comma between thousands.</summary>
    internal static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with its unit.</summary>
    internal static string Number(int value, string one, string many) => $"{Number(value)} {(value == 1 ? one : many)}";

    /// <summary>A share with one decimal. It is 0% only for none and 100% only for all.</summary>
    /// <param name="part">The part.</param>
    /// <param name="whole">The whole.</param>
    /// <returns>For example <c>12.5%</c>.</returns>
    internal static string Percent(int part, int whole)
    {
        if (whole == 0 || part == 0)
        {
            return "0%";
        }

        if (part == whole)
        {
            return "100%";
        }

        double percent = 100d * part / whole;
        return percent < 0.05 ? "<0.1%" : percent >= 99.95 ? ">99.9%" : percent.ToString("0.0", CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>A date to the minute, in UTC, by ISO 8601 with a space between day and time.</summary>
    internal static string Minute(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A date for a machine, in UTC, by ISO 8601.</summary>
    internal static string Iso(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A coordinate of a chart.</summary>
    internal static string Coordinate(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace DeviceStatus.Graph;

/// <summary>Reads <c>Retry-After</c> in every form the service has been seen to send: integer, decimal and HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>Longer waits than this are taken as a mistake of the sender.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Parses the raw header; .NET's typed header drops decimals.</summary>
    internal static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return null;
        }

        header = header.Trim();
        if (double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000));
        }

        if (DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            TimeSpan wait = date - now;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        }

        return null;
    }
}

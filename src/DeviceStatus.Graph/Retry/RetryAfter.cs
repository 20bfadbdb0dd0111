using System.Globalization;
using System.Net.Http.Headers;

namespace DeviceStatus.Graph.Retry;

/// <summary>Parses <c>Retry-After</c> in every form that the service sends: integer, decimal and HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>Longer waits are considered a mistake of the sender.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Parses the raw header; .NET's typed header drops decimals.</summary>
    internal static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        header = header?.Trim();
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        // .NET parses "NaN" and "Infinity" as numbers in every style, so the digits are checked first.
        if (header.All(c => char.IsAsciiDigit(c) || c == '.')
            && double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000));
        }

        if (RetryConditionHeaderValue.TryParse(header, out RetryConditionHeaderValue? typed) && typed.Date is { } date)
        {
            TimeSpan wait = date - now;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        }

        return null;
    }
}

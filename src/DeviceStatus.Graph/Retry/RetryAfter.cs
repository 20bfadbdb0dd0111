using System.Globalization;
using System.Net.Http.Headers;

namespace DeviceStatus.Graph.Retry;

/// <summary>Parses <c>Retry-After</c> in every form that the service sends: integer, decimal and HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>Longer waits are considered a mistake of the sender.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The headers with a wait in milliseconds that services of Azure send beside or in place of <c>Retry-After</c>.</summary>
    internal static readonly string[] MillisecondHeaders = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>
    /// The header to parse: a wait in milliseconds, converted to seconds, if there is one that can be read, else <c>Retry-After</c>.
    /// </summary>
    /// <param name="header">The raw <c>Retry-After</c>.</param>
    /// <param name="milliseconds">The raw header with milliseconds.</param>
    internal static string? Select(string? header, string? milliseconds) =>
        milliseconds?.Trim() is { Length: > 0 and < 15 } digits && digits.All(char.IsAsciiDigit)
            ? (decimal.Parse(digits, CultureInfo.InvariantCulture) / 1000).ToString(CultureInfo.InvariantCulture)
            : header;

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

using System.Globalization;

namespace DeviceStatus.TestServer.Limits;

/// <summary>Writes a limiter's wait as a <c>Retry-After</c> header.</summary>
public static class RetryAfterText
{
    /// <summary>Writes the header.</summary>
    /// <param name="seconds">The wait.</param>
    /// <param name="form">How to write it.</param>
    /// <returns>The text of the header, or <see langword="null"/> for none.</returns>
    public static string? Of(double seconds, RetryAfterForm form) => form switch
    {
        RetryAfterForm.WholeSeconds => Math.Max(1, Math.Ceiling(seconds)).ToString("0", CultureInfo.InvariantCulture),
        RetryAfterForm.Fractional => (Math.Ceiling(seconds * 1000) / 1000).ToString("0.000", CultureInfo.InvariantCulture),
        RetryAfterForm.AlwaysOne => "1",
        _ => null,
    };
}

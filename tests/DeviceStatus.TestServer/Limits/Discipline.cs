using System.Globalization;

namespace DeviceStatus.TestServer.Limits;

/// <summary>
/// A way in which a service limits requests, by name: <c>fixed:100/20</c>, <c>sliding:100/20</c> or <c>bucket:20:100/20</c>, with the burst
/// first.
/// </summary>
/// <param name="Kind">fixed, sliding or bucket.</param>
/// <param name="Limit">Requests in one window.</param>
/// <param name="Window">The window in seconds.</param>
/// <param name="Burst">The burst of a bucket.</param>
public sealed record Discipline(string Kind, int Limit, double Window, int Burst)
{
    /// <summary>Reads a name.</summary>
    /// <param name="text">The name.</param>
    /// <returns>The discipline.</returns>
    /// <exception cref="FormatException">The name is none.</exception>
    public static Discipline Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', '/');
        return parts switch
        {
            ["fixed" or "sliding", string limit, string window] => new Discipline(parts[0], Whole(limit), Seconds(window), Whole(limit)),
            ["bucket", string burst, string limit, string window] => new Discipline(parts[0], Whole(limit), Seconds(window), Whole(burst)),
            _ => throw Wrong(),
        };

        int Whole(string number) =>
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : throw Wrong();

        double Seconds(string number) =>
            double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0
                ? value
                : throw Wrong();

        FormatException Wrong() => new($"'{text}': give fixed:limit/seconds, sliding:limit/seconds or bucket:burst:limit/seconds.");
    }

    /// <summary>A limiter of this kind.</summary>
    /// <returns>The limiter, with its whole quota.</returns>
    public IRequestLimiter CreateLimiter() => Kind switch
    {
        "fixed" => new FixedWindowLimiter(_ => Limit, Window),
        "sliding" => new SlidingWindowLimiter(_ => Limit, Window),
        _ => new TokenBucketLimiter(Burst, Limit / Window),
    };

    /// <summary>The least time in which the service accepts a number of requests.</summary>
    /// <param name="requests">The requests.</param>
    /// <returns>Seconds from the first to the last.</returns>
    public double Floor(int requests) => Kind == "bucket"
        ? Math.Max(0, requests - Burst) / (Limit / Window)
        : Window * ((requests - 1) / Limit);
}

namespace DeviceStatus.TestServer.Limits;

/// <summary>Accepts a number of requests in each window; the windows begin at fixed moments.</summary>
/// <param name="limit">The requests of one window, which may change with the time.</param>
/// <param name="window">The length of a window in seconds.</param>
/// <param name="offset">When a window begins.</param>
public sealed class FixedWindowLimiter(Func<double, int> limit, double window = 20, double offset = 0) : IRequestLimiter
{
    private double _began = double.MinValue;
    private int _taken;

    /// <inheritdoc/>
    public double? Take(double now)
    {
        double began = (Math.Floor((now - offset) / window) * window) + offset;
        if (began != _began)
        {
            (_began, _taken) = (began, 0);
        }

        if (_taken < limit(now))
        {
            _taken++;
            return null;
        }

        return began + window - now;
    }
}

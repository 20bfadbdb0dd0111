namespace DeviceStatus.TestServer.Limits;

/// <summary>Accepts a number of requests in any window, wherever it begins.</summary>
/// <param name="limit">The requests of one window, which may change with the time.</param>
/// <param name="window">The length of a window in seconds.</param>
/// <param name="countsRefused">Whether refused requests count against the limit as well.</param>
public sealed class SlidingWindowLimiter(Func<double, int> limit, double window = 20, bool countsRefused = false) : IRequestLimiter
{
    private readonly Queue<double> _taken = new();

    /// <inheritdoc/>
    public double? Take(double now)
    {
        while (_taken.TryPeek(out double oldest) && oldest <= now - window)
        {
            _taken.Dequeue();
        }

        bool accepted = _taken.Count < limit(now);
        if (accepted || countsRefused)
        {
            _taken.Enqueue(now);
        }

        return accepted ? null : _taken.TryPeek(out double first) ? first + window - now : window;
    }
}

namespace DeviceStatus.Graph.Tests.Pacing;

/// <summary>How a simulated service counts requests. Times are seconds.</summary>
internal interface IQuotaModel
{
    /// <summary>Counts one request: null when it is accepted, else how long the service asks to wait.</summary>
    double? Take(double now);
}

/// <summary>So many in any window, wherever it begins; what is refused does not count unless told otherwise.</summary>
internal sealed class SlidingLog(Func<double, int> limit, bool countsRefused = false, double window = 20) : IQuotaModel
{
    private readonly LinkedList<double> _taken = new();

    public double? Take(double now)
    {
        while (_taken.First is { } oldest && oldest.Value <= now - window)
        {
            _taken.RemoveFirst();
        }

        bool accepted = _taken.Count < limit(now);
        if (accepted || countsRefused)
        {
            _taken.AddLast(now);
        }

        return accepted ? null : Math.Ceiling((_taken.First?.Value ?? now) + window - now);
    }
}

/// <summary>So many in each window; the windows begin at fixed moments.</summary>
internal sealed class FixedWindow(Func<double, int> limit, double offset) : IQuotaModel
{
    private double _began = double.MinValue;
    private int _taken;

    public double? Take(double now)
    {
        double began = (Math.Floor((now - offset) / 20) * 20) + offset;
        if (began != _began)
        {
            (_began, _taken) = (began, 0);
        }

        if (_taken < limit(now))
        {
            _taken++;
            return null;
        }

        return Math.Ceiling(began + 20 - now);
    }
}

/// <summary>A bucket that holds a burst and is filled at a steady rate.</summary>
internal sealed class TokenBucket(int burst, double perSecond) : IQuotaModel
{
    private double _tokens = burst;
    private double _at;

    public double? Take(double now)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _at) * perSecond));
        _at = now;
        if (_tokens >= 1 - 1e-9)
        {
            _tokens--;
            return null;
        }

        return Math.Ceiling((1 - _tokens) / perSecond);
    }
}

/// <summary>Refuses a share of requests for no reason of the quota's.</summary>
internal sealed class Noisy(IQuotaModel inner, double share) : IQuotaModel
{
    private readonly Random _random = new(7);

    public double? Take(double now) => _random.NextDouble() < share ? 1 : inner.Take(now);
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// How much earlier than a window after its answer a request may be taken to have left the service's count. The service counts somewhere
/// between sending and answer; the next request, too, is counted some time after it is sent and some time before it is answered, and
/// both times together are hardly ever less than the least latency. So while latencies are steady, most of the least one may be given
/// back. A refusal while something was given back ends it for a long time.
/// </summary>
internal sealed class LatencyCredit
{
    /// <summary>Not all of it: the next request may be faster than all before it.</summary>
    private const double MaxTrust = 0.9;
    private const double TrustStep = 0.45;

    /// <summary>The least latency is forgotten slowly, so that one very fast answer does not count for ever.</summary>
    private const double DecayPerWindow = 1.03;
    private const double WeightOfNewest = 0.1;
    private const int WindowsAfterMistake = 60;
    private const int WindowsAfterRefusal = 4;

    private readonly TimeSpan _window;
    private readonly TimeProvider _clock;
    private double _minimum = double.MaxValue;
    private double _mean = double.NaN;
    private double _trust;
    private long _since;
    private int _windowsToWait = 1;

    internal LatencyCredit(TimeSpan window, TimeProvider clock)
    {
        _window = window;
        _clock = clock;
        _since = clock.GetTimestamp();
    }

    /// <summary>
    /// The time that may be given back now: nothing when latencies scatter, because the least one then says little about the next.
    /// </summary>
    internal TimeSpan Now => _trust == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_trust * Math.Clamp((2 * _minimum) - _mean, 0, _minimum));

    internal void Answered(TimeSpan latency, long now)
    {
        if (_clock.GetElapsedTime(_since, now) >= _window * _windowsToWait)
        {
            _trust = Math.Min(MaxTrust, _trust + TrustStep);
            _minimum *= DecayPerWindow;
            _since = now;
            _windowsToWait = 1;
        }

        double seconds = latency.TotalSeconds;
        _minimum = Math.Min(_minimum, seconds);
        _mean = double.IsNaN(_mean) ? seconds : _mean + ((seconds - _mean) * WeightOfNewest);
    }

    /// <summary>The service refused.</summary>
    /// <param name="isTooEarly">Whether what it refused left too early, because of the credit.</param>
    internal void Refused(bool isTooEarly)
    {
        _windowsToWait = Math.Max(_windowsToWait, isTooEarly ? WindowsAfterMistake : WindowsAfterRefusal);
        _trust = 0;
        _since = _clock.GetTimestamp();
    }
}

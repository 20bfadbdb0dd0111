namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// How much earlier than one window after its response a request is assumed to have left the service's count. The service counts a request
/// between its sending and its response. The same is true for the next request, and the sum of both delays is hardly ever below the minimum
/// latency. While latencies are stable, most of the minimum latency can therefore be credited. A refusal while a credit was used disables
/// it for a long time.
/// </summary>
internal sealed class LatencyCredit
{
    /// <summary>Not the whole latency, because the next request may be faster than all earlier ones.</summary>
    private const double MaxTrust = 0.9;
    private const double TrustStep = 0.45;

    /// <summary>The minimum latency decays slowly, so that one very fast response does not count permanently.</summary>
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

    /// <summary>The current credit. It is zero if latencies vary, because the minimum then does not predict the next one.</summary>
    internal TimeSpan Now => _trust == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_trust * Math.Clamp((2 * _minimum) - _mean, 0, _minimum));

    internal void OnResponse(TimeSpan latency, long now)
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
    /// <param name="isTooEarly">Whether the refused request was sent too early because of the credit.</param>
    internal void Refused(bool isTooEarly)
    {
        _windowsToWait = Math.Max(_windowsToWait, isTooEarly ? WindowsAfterMistake : WindowsAfterRefusal);
        _trust = 0;
        _since = _clock.GetTimestamp();
    }
}

namespace DeviceStatus.Graph.Tests.Pacing;

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

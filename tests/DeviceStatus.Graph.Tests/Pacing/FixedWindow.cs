namespace DeviceStatus.Graph.Tests.Pacing;

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

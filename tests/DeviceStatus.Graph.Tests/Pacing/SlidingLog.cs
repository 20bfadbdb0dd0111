namespace DeviceStatus.Graph.Tests.Pacing;

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

using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Service;

/// <summary>
/// The published limits of each throttling class in any 20 seconds: a number of writes, and ten times that number of requests of any kind.
/// </summary>
internal sealed class Quota
{
    private const int RequestsPerWrite = 10;
    private readonly Dictionary<ThrottlingClass, (SlidingWindow Writes, SlidingWindow All)> _windows = [];

    internal Quota(int writeLimit, TimeProvider time)
    {
        foreach (ThrottlingClass family in Enum.GetValues<ThrottlingClass>())
        {
            _windows.Add(family, (new SlidingWindow(writeLimit, time), new SlidingWindow(writeLimit * RequestsPerWrite, time)));
        }
    }

    /// <summary>Changes the limit of writes. Requests that were already accepted still count.</summary>
    internal void ChangeWrites(int limit)
    {
        foreach ((SlidingWindow writes, SlidingWindow all) in _windows.Values)
        {
            lock (all)
            {
                writes.Limit = limit;
            }
        }
    }

    /// <summary>Counts a request in the window.</summary>
    /// <param name="family">The family of limits.</param>
    /// <param name="isWrite">Whether the request also counts as a write.</param>
    /// <returns>0 if the request is within the limit, otherwise the seconds until it will be.</returns>
    internal int Take(ThrottlingClass family, bool isWrite)
    {
        (SlidingWindow writes, SlidingWindow all) = _windows[family];
        lock (all)
        {
            int wait = Math.Max(isWrite ? writes.Wait() : 0, all.Wait());
            if (wait == 0)
            {
                all.Take();
                if (isWrite)
                {
                    writes.Take();
                }
            }

            return wait;
        }
    }

    private sealed class SlidingWindow(int limit, TimeProvider time)
    {
        private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
        private readonly Queue<long> _taken = new();

        internal int Limit { get; set; } = limit;

        internal int Wait()
        {
            while (_taken.TryPeek(out long oldest))
            {
                TimeSpan left = Length - time.GetElapsedTime(oldest);
                if (left > TimeSpan.Zero)
                {
                    return _taken.Count < Limit ? 0 : (int)Math.Ceiling(left.TotalSeconds);
                }

                _taken.Dequeue();
            }

            return 0;
        }

        internal void Take() => _taken.Enqueue(time.GetTimestamp());
    }
}

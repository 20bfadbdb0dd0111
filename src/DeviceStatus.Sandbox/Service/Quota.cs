using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Service;

/// <summary>
/// The published limits: so many writes, and ten times as many requests of any kind, in any 20 seconds, for each throttling class.
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

    /// <summary>Moves the limit of writes; what was already let through still counts.</summary>
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

    /// <summary>Takes a place in the window.</summary>
    /// <param name="family">The family of limits.</param>
    /// <param name="isWrite">Whether it counts against the writes as well.</param>
    /// <returns>0 when there was a place, else the seconds until there will be one.</returns>
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

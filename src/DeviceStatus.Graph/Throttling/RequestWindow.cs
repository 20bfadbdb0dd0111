namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The requests of the last minute that count for one limit. Not thread-safe; <see cref="RequestRateLimiter"/> holds the lock.
/// </summary>
/// <param name="limit">Requests in one minute.</param>
/// <param name="clock">The clock.</param>
internal sealed class RequestWindow(int limit, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly Queue<long> _times = new();
    private long _usedAt = clock.GetTimestamp();

    /// <summary>How long no request was counted.</summary>
    internal TimeSpan Idle => clock.GetElapsedTime(_usedAt);

    /// <summary>How long there is no room for another request.</summary>
    internal TimeSpan UntilFree => _times.Count < limit ? TimeSpan.Zero : Length - clock.GetElapsedTime(_times.Peek());

    /// <summary>Counts a request that is sent now.</summary>
    internal void Add()
    {
        if (_times.Count == limit)
        {
            _times.Dequeue();
        }

        _usedAt = clock.GetTimestamp();
        _times.Enqueue(_usedAt);
    }
}

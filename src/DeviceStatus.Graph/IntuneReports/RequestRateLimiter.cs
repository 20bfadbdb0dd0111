namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Keeps the requests of export jobs, polls included, within the published limit of one minute: 48 for an app, 8 for a user.
/// Source: Microsoft's page on exporting Intune reports with Graph.
/// </summary>
/// <param name="limit">Requests in one minute; 0 is no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class RequestRateLimiter(int limit, TimeProvider clock)
{
    /// <summary>Requests in one minute for an app.</summary>
    internal const int AppLimit = 48;

    /// <summary>Requests in one minute for a user.</summary>
    internal const int UserLimit = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly object _gate = new();
    private readonly Queue<long> _times = new(limit);

    /// <summary>Waits until one more request fits into the window. Callers are served in the order of their calls.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = limit == 0 ? TimeSpan.Zero : Reserve();
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Takes the next free time and returns how long it is away.</summary>
    private TimeSpan Reserve()
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            long time = now;
            if (_times.Count == limit)
            {
                time = Math.Max(now, _times.Dequeue() + (long)(Window.TotalSeconds * clock.TimestampFrequency));
            }

            _times.Enqueue(time);
            return clock.GetElapsedTime(now, time);
        }
    }
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Keeps the requests of export jobs, polls included, within the published limits of one minute: 48 for an app, 8 for a user, 100 for a
/// tenant. Source: Microsoft's page on exporting Intune reports with Graph.
/// </summary>
internal sealed class RequestRateLimiter
{
    /// <summary>Requests in one minute for an app.</summary>
    internal const int AppLimit = 48;

    /// <summary>Requests in one minute for a user.</summary>
    internal const int UserLimit = 8;

    /// <summary>Requests in one minute for a tenant.</summary>
    internal const int TenantLimit = 100;

    /// <summary>A timer does not wait for less.</summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _clock;
    private readonly object _gate;
    private readonly RequestWindow[] _windows;

    /// <summary>Creates a limiter that shares nothing.</summary>
    /// <param name="limit">Requests in one minute; 0 is no limit.</param>
    /// <param name="clock">The clock.</param>
    internal RequestRateLimiter(int limit, TimeProvider clock)
        : this(new object(), limit == 0 ? [] : [new RequestWindow(limit, clock)], clock)
    {
    }

    /// <summary>Creates a limiter of windows that other limiters share.</summary>
    /// <param name="gate">The lock of the windows.</param>
    /// <param name="windows">A request needs room in each of them.</param>
    /// <param name="clock">The clock.</param>
    internal RequestRateLimiter(object gate, RequestWindow[] windows, TimeProvider clock)
    {
        _gate = gate;
        _windows = windows;
        _clock = clock;
    }

    /// <summary>
    /// What the windows belong to, or <see langword="null"/> if they are not shared. A limiter in use keeps it alive, so that the registry
    /// still finds its windows.
    /// </summary>
    internal ReportPace? Owner { get; init; }

    /// <summary>Waits until one more request fits into every window, and counts it there.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (TryTake() is { } wait)
        {
            await Task.Delay(wait > MinWait ? wait : MinWait, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts a request, or returns how long there is no room for it.</summary>
    private TimeSpan? TryTake()
    {
        lock (_gate)
        {
            TimeSpan wait = _windows.Select(static window => window.UntilFree).DefaultIfEmpty().Max();
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            Array.ForEach(_windows, static window => window.Add());
            return null;
        }
    }
}

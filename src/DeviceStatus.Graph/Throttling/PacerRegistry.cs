namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The pacers of a process by endpoint, tenant and app, because that is what the service counts by. A connection that is made after
/// another was closed goes on with its pace.
/// </summary>
public sealed class PacerRegistry
{
    /// <summary>A pacer that was not used for this long has nothing left to remember.</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(10);

    private readonly object _gate = new();
    private readonly Dictionary<(PaceKey Key, TimeProvider Clock), Entry<Pacer>> _pacers = [];
    private readonly Dictionary<(Uri Endpoint, string TenantId, TimeProvider Clock), Entry<ReportPace>> _reports = [];
    private readonly Func<PaceStore?> _store;

    /// <summary>Makes a registry that keeps nothing beyond the process.</summary>
    public PacerRegistry()
        : this(static () => null)
    {
    }

    internal PacerRegistry(Func<PaceStore?> store) => _store = store;

    /// <summary>
    /// The registry of this process. It keeps the times of requests in files of the user; the environment variable
    /// <c>DEVICESTATUS_PACE_PATH</c> names another folder, or <c>off</c>.
    /// </summary>
    public static PacerRegistry Shared { get; } =
        new(static () => PaceStore.Open(Environment.GetEnvironmentVariable(PaceStore.PathVariable)));

    /// <summary>The pacer of an app in a tenant. With another limit than before, the limit of the pacer changes for all.</summary>
    internal Pacer Get(PaceKey key, int writeLimit, TimeProvider clock, TimeSpan longestPause)
    {
        lock (_gate)
        {
            RemoveIdle(_pacers);
            Pacer? pacer = _pacers.TryGetValue((key, clock), out Entry<Pacer>? entry) ? entry.Item : null;
            if (pacer is null)
            {
                pacer = new Pacer(writeLimit, clock, longestPause);
                _pacers[(key, clock)] = new Entry<Pacer>(pacer, static each => each.Idle);
            }

            pacer.ChangeWriteLimit(writeLimit);
            if (_store() is { } store && pacer.Recorder is null)
            {
                pacer.Recorder = new PaceRecorder(pacer, key, store, clock);
            }

            pacer.Recorder?.Load();
            return pacer;
        }
    }

    /// <summary>
    /// The limiter of the requests of export jobs, whose limits count in windows that the apps and users of a tenant share.
    /// </summary>
    /// <param name="key">The app in its tenant.</param>
    /// <param name="user">The user whose token is used; <see langword="null"/> for the app itself.</param>
    /// <param name="clock">The clock.</param>
    internal RequestRateLimiter GetReportLimiter(PaceKey key, string? user, TimeProvider clock)
    {
        lock (_gate)
        {
            RemoveIdle(_reports);
            (Uri, string, TimeProvider) tenant = (key.Endpoint, key.TenantId, clock);
            ReportPace? pace = _reports.TryGetValue(tenant, out Entry<ReportPace>? entry) ? entry.Item : null;
            if (pace is null)
            {
                pace = new ReportPace(clock);
                _reports[tenant] = new Entry<ReportPace>(pace, static each => each.Idle);
            }

            return pace.LimiterOf(key.ClientId, user);
        }
    }

    /// <summary>Lets go of what no connection holds and what remembers nothing. What a connection holds is still found.</summary>
    private static void RemoveIdle<TKey, TItem>(Dictionary<TKey, Entry<TItem>> entries)
        where TKey : notnull
        where TItem : class
    {
        foreach ((TKey key, Entry<TItem> entry) in entries.ToList())
        {
            if (!entry.TryRelease(MaxIdle))
            {
                entries.Remove(key);
            }
        }
    }

    private sealed class Entry<T>(T item, Func<T, TimeSpan> idle)
        where T : class
    {
        private readonly WeakReference<T> _weak = new(item);
        private T? _strong = item;

        internal T? Item => _weak.TryGetTarget(out T? item) ? _strong = item : null;

        /// <summary>Holds an idle item no longer.</summary>
        /// <returns>Whether it is still there.</returns>
        internal bool TryRelease(TimeSpan maxIdle)
        {
            if (_strong is not null && idle(_strong) >= maxIdle)
            {
                _strong = null;
            }

            return _weak.TryGetTarget(out _);
        }
    }
}

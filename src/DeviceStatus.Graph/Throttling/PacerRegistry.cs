namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The pacers of a process by endpoint, tenant and app, the scope in which the service counts. A connection that is opened after another
/// was closed continues with its pacer.
/// </summary>
public sealed class PacerRegistry
{
    /// <summary>The idle time after which a pacer has no state.</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(10);

    private readonly object _gate = new();
    private readonly Dictionary<(PaceKey Key, TimeProvider Clock), Entry<Pacer>> _pacers = [];
    private readonly Dictionary<(Uri Endpoint, string TenantId, TimeProvider Clock), Entry<ReportPace>> _reports = [];
    private readonly Func<PaceStore?> _store;

    /// <summary>Creates a registry without a store.</summary>
    public PacerRegistry()
        : this(static () => null)
    {
    }

    internal PacerRegistry(Func<PaceStore?> store) => _store = store;

    /// <summary>
    /// The registry of this process. It stores the times of requests in files of the user; the environment variable
    /// <c>DEVICESTATUS_PACE_PATH</c> names another folder, or <c>off</c>.
    /// </summary>
    public static PacerRegistry Shared { get; } =
        new(static () => PaceStore.Open(Environment.GetEnvironmentVariable(PaceStore.PathVariable)));

    /// <summary>The pacer of an app in a tenant. A different limit changes the limit of the pacer for all connections.</summary>
    internal Pacer Get(PaceKey key, int writeLimit, TimeProvider clock, TimeSpan maxPause)
    {
        lock (_gate)
        {
            RemoveIdle(_pacers);
            Pacer? pacer = _pacers.TryGetValue((key, clock), out Entry<Pacer>? entry) ? entry.Item : null;
            if (pacer is null)
            {
                pacer = new Pacer(writeLimit, clock, maxPause);
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

    /// <summary>Removes items that no connection uses and that have no state. An item in use by a connection is still found.</summary>
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

        /// <summary>Releases an idle item.</summary>
        /// <returns>Whether it still exists.</returns>
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

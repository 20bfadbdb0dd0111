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
    private readonly Dictionary<(PaceKey Key, TimeProvider Clock), Entry> _entries = [];
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
            RemoveIdle();
            Pacer? pacer = _entries.TryGetValue((key, clock), out Entry? entry) ? entry.Pacer : null;
            if (pacer is null)
            {
                pacer = new Pacer(writeLimit, clock, longestPause);
                _entries[(key, clock)] = new Entry(pacer);
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

    /// <summary>Lets go of pacers that no connection holds and that remember nothing. One that a connection holds is still found.</summary>
    private void RemoveIdle()
    {
        foreach (((PaceKey, TimeProvider) key, Entry entry) in _entries.ToList())
        {
            if (!entry.TryRelease(MaxIdle))
            {
                _entries.Remove(key);
            }
        }
    }

    private sealed class Entry(Pacer pacer)
    {
        private readonly WeakReference<Pacer> _weak = new(pacer);
        private Pacer? _strong = pacer;

        internal Pacer? Pacer => _weak.TryGetTarget(out Pacer? pacer) ? _strong = pacer : null;

        /// <summary>Holds an idle pacer no longer.</summary>
        /// <returns>Whether it is still there.</returns>
        internal bool TryRelease(TimeSpan idle)
        {
            if (_strong?.Idle >= idle)
            {
                _strong = null;
            }

            return _weak.TryGetTarget(out _);
        }
    }
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Writes the requests of a pacer to a <see cref="PaceStore"/>, and reads those of other processes, about once a second while requests are
/// sent.
/// </summary>
internal sealed class PaceRecorder
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly object _gate = new();
    private readonly Pacer _pacer;
    private readonly PaceKey _key;
    private readonly PaceStore _store;
    private readonly TimeProvider _clock;
    private int _isScheduled;
    private int _isChanged;

    internal PaceRecorder(Pacer pacer, PaceKey key, PaceStore store, TimeProvider clock)
    {
        _pacer = pacer;
        _key = key;
        _store = store;
        _clock = clock;
    }

    /// <summary>Called when requests were sent or responses arrived.</summary>
    internal void OnChanged()
    {
        Volatile.Write(ref _isChanged, 1);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            _ = SaveLaterAsync();
        }
    }

    /// <summary>Reads the requests of other processes.</summary>
    internal void Load() => _pacer.SetEarlier(_store.Load(_key, _clock.GetUtcNow()));

    /// <summary>Writes the requests and responses since the last write.</summary>
    internal void Save()
    {
        // The check is inside the lock: a caller that finds nothing to write must still wait for a write that is under way.
        lock (_gate)
        {
            if (Interlocked.Exchange(ref _isChanged, 0) == 1)
            {
                _store.Save(_key, _pacer.Sent());
            }
        }
    }

    private async Task SaveLaterAsync()
    {
        await Task.Delay(Interval, _clock).ConfigureAwait(false);
        Volatile.Write(ref _isScheduled, 0);
        Save();
        Load();
    }
}

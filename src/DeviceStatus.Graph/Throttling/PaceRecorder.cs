namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Writes what a pacer let through to a <see cref="PaceStore"/>, and takes in what other processes wrote, about once a second while
/// requests are sent.
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

    /// <summary>Requests were sent or answered.</summary>
    internal void OnChanged()
    {
        Volatile.Write(ref _isChanged, 1);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            _ = SaveLaterAsync();
        }
    }

    /// <summary>Takes in what other processes sent.</summary>
    internal void Load() => _pacer.SetEarlier(_store.Load(_key, _clock.GetUtcNow()));

    /// <summary>Writes what was sent and answered since the last time.</summary>
    internal void Save()
    {
        if (Interlocked.Exchange(ref _isChanged, 0) == 1)
        {
            // One at a time, so that the newest content is what stays.
            lock (_gate)
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

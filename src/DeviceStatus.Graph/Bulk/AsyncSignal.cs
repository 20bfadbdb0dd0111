namespace DeviceStatus.Graph;

/// <summary>Wakes one waiter; signals that nobody waits for collapse into one.</summary>
internal sealed class AsyncSignal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0);
    private int _set;

    internal void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <summary>Waits for a signal or for the time to pass. The caller looks at the state itself afterwards.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);

        // Cleared before the caller looks at the state, so that a change after the look wakes it again.
        Interlocked.Exchange(ref _set, 0);
    }

    public void Dispose() => _semaphore.Dispose();
}

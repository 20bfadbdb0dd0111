namespace DeviceStatus.Graph.Batching;

/// <summary>Wakes one waiter; signals that nobody waits for collapse into one. May be set at any time, even after the last wait.</summary>
internal sealed class AsyncSignal(TimeProvider clock)
{
    private TaskCompletionSource _signal = New();

    internal void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for a signal or for the time to pass. The caller looks at the state itself afterwards.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task signalled = _signal.Task;
        await signalled.WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (signalled.IsCompleted)
        {
            // Renewed before the caller looks at the state, so that a change after the look wakes it again.
            Interlocked.Exchange(ref _signal, New());
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

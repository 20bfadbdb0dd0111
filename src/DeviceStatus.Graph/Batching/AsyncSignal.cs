namespace DeviceStatus.Graph.Batching;

/// <summary>
/// An auto-reset signal for one waiter. Several signals without a waiter count as one. May be set at any time, also after the last wait.
/// </summary>
internal sealed class AsyncSignal(TimeProvider clock)
{
    private TaskCompletionSource _signal = New();

    internal void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for a signal or for the time to pass. The caller then checks the state.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task signalled = _signal.Task;
        await signalled.WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (signalled.IsCompleted)
        {
            // Reset before the caller checks the state, so that a later change wakes it again.
            Interlocked.Exchange(ref _signal, New());
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace DeviceStatus.Graph.Http;

/// <summary>The time limit of one request. It is paused while the request waits for memory.</summary>
/// <param name="timeout">The limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class RequestTimeout(TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _source = new(timeout, clock);

    /// <summary>Cancelled when the time is used up.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether the time does not run.</summary>
    internal bool IsPaused { get; private set; }

    /// <summary>Stops the time.</summary>
    internal void Pause()
    {
        IsPaused = true;
        _source.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the time again, with the whole limit.</summary>
    internal void Restart()
    {
        IsPaused = false;
        _source.CancelAfter(timeout);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}

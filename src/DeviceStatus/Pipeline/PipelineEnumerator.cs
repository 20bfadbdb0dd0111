namespace DeviceStatus.Pipeline;

/// <summary>Enumerates an asynchronous sequence on the pipeline thread.</summary>
/// <param name="command">The command that waits.</param>
/// <param name="items">The sequence.</param>
internal sealed class PipelineEnumerator<T>(PipelineCommand command, IAsyncEnumerator<T> items) : IDisposable
{
    private Task<bool>? _pending;
    private bool _isStarted;

    internal T Current => items.Current;

    /// <summary>Starts the sequence in the background.</summary>
    internal void Start()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _pending = Task.Run(() => items.MoveNextAsync().AsTask());
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    internal bool MoveNext()
    {
        if (_isStarted && _pending is { } first)
        {
            _isStarted = false;
            return command.Await(first);
        }

        ValueTask<bool> next = items.MoveNextAsync();
        if (next.IsCompletedSuccessfully)
        {
            return next.Result;
        }

        _pending = next.AsTask();
        return command.Await(_pending);
    }

    /// <summary>Ends the sequence. Waits for a step in progress first, because the sequence cannot be disposed during a step.</summary>
    public void Dispose()
    {
        if (_pending is not null)
        {
            PipelineCommand.WaitIgnoringErrors(_pending);
        }

        PipelineCommand.WaitIgnoringErrors(items.DisposeAsync().AsTask());
    }
}

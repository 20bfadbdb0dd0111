using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Pipeline;

/// <summary>
/// The rows of a connection in a run of a write command: those in the engine, and those that wait for it in memory or, beyond a limit, in a
/// temporary file. Used by the pipeline thread.
/// </summary>
internal sealed class WriteLane
{
    private readonly SpillQueue<WorkItem> _waiting;
    private bool _isEnding;
    private bool _isCompleted;

    internal WriteLane(Connection connection, BatchExecutor executor, SpillQueue<WorkItem> waiting)
    {
        Connection = connection;
        Executor = executor;
        _waiting = waiting;
    }

    internal Connection Connection { get; }

    internal BatchExecutor Executor { get; }

    /// <summary>The rows that the engine does not have yet.</summary>
    internal long Waiting => _waiting.Count;

    /// <summary>Why no more rows can wait in a file; null as long as they can.</summary>
    internal Exception? SpillFailure => _waiting.Failure;

    /// <summary>Whether no more rows come and every row was taken.</summary>
    internal bool IsDone => _isEnding && _waiting.Count == 0 && Executor.Outstanding == 0;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mayWait">Whether the row may wait while others of this connection are under way.</param>
    /// <returns><see langword="false"/> when there is no room for it.</returns>
    internal bool TryAdd(WorkItem row, bool mayWait)
    {
        Fill();
        return (_waiting.Count == 0 && Executor.TryPost(row)) || (mayWait && _waiting.TryEnqueue(row));
    }

    /// <summary>Passes as many rows to the engine as it accepts.</summary>
    internal void Fill()
    {
        while (_waiting.TryPeek(out WorkItem? row) && Executor.TryPost(row))
        {
            _waiting.TryDequeue(out _);
        }

        if (_isEnding && !_isCompleted && _waiting.Count == 0)
        {
            _isCompleted = true;
            Executor.Complete();
        }
    }

    /// <summary>Completes the input: no row is added later.</summary>
    internal void End()
    {
        _isEnding = true;
        Fill();
    }

    /// <summary>Takes a row that the engine never got, after the engine has ended.</summary>
    internal bool TryTakeWaiting([NotNullWhen(true)] out WorkItem? row) => _waiting.TryDequeue(out row);

    /// <summary>Ends the engine's part, however far it came; the rows that wait stay.</summary>
    internal async Task CloseAsync() => await Executor.DisposeAsync().ConfigureAwait(false);

    /// <summary>Deletes the file of the rows that wait.</summary>
    internal void Clear() => _waiting.Dispose();
}

using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;

namespace DeviceStatus.Pipeline;

/// <summary>The reads of a connection: those in the engine, and those that wait for it. Used by the pipeline thread.</summary>
internal sealed class ReadLane
{
    private readonly ReadExecutor _reader;
    private readonly Queue<WaitingRead> _waiting = new();
    private bool _isEnding;
    private bool _isCompleted;
    private bool _isDisposed;

    internal ReadLane(Connection connection, ReadExecutor reader)
    {
        Connection = connection;
        _reader = reader;
    }

    internal Connection Connection { get; }

    internal RunStatistics Statistics => _reader.Statistics;

    /// <summary>The reads that the engine does not have yet.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>Whether the engine has reads.</summary>
    internal bool IsActive => _reader.Outstanding > 0;

    /// <summary>Whether no more reads come and everything was taken.</summary>
    internal bool IsDone => _isEnding && _waiting.Count == 0 && !IsActive;

    internal void Add(WorkItem read, ListFilter? filter) => _waiting.Enqueue(new WaitingRead(read, filter));

    /// <summary>Passes as many reads to the engine as it accepts.</summary>
    internal void Fill()
    {
        while (_waiting.TryPeek(out WaitingRead? next) && _reader.TryPost(next.Read, next.Filter))
        {
            _waiting.Dequeue();
        }

        if (_isEnding && !_isCompleted && _waiting.Count == 0)
        {
            _isCompleted = true;
            _reader.Complete();
        }
    }

    /// <summary>Takes the next part, if it is there.</summary>
    internal bool TryTake([NotNullWhen(true)] out ReadPart? part) => _reader.TryTake(out part);

    /// <summary>Called before the pipeline waits.</summary>
    internal void PrepareToWait() => _reader.FlushIfFull();

    /// <summary>No more reads come.</summary>
    internal void End() => _isEnding = true;

    /// <summary>Cancels the reads that are not complete.</summary>
    internal async Task CloseAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await _reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed record WaitingRead(WorkItem Read, ListFilter? Filter);
}

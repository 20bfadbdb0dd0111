using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Pipeline;

/// <summary>The reads of one connection: posts them as there is room, and ends when the last was taken.</summary>
internal sealed class ReadLane : IDisposable
{
    private readonly IEnumerator<WorkItem> _reads;
    private bool _hasNext;
    private bool _isCompleted;
    private bool _isDisposed;

    internal ReadLane(Connection connection, IEnumerable<WorkItem> reads, PipelineCommand command)
    {
        Connection = connection;
        Reader = new ReadExecutor(connection.Client, command.Log());
        _reads = reads.GetEnumerator();
        _hasNext = _reads.MoveNext();
    }

    internal Connection Connection { get; }

    internal ReadExecutor Reader { get; }

    /// <summary>Whether everything was posted and taken.</summary>
    internal bool IsDone => !_hasNext && Reader.Outstanding == 0;

    /// <summary>Posts reads while there is room for them.</summary>
    internal void Fill()
    {
        while (_hasNext && Reader.TryPost(_reads.Current))
        {
            _hasNext = _reads.MoveNext();
        }

        if (!_hasNext && !_isCompleted)
        {
            _isCompleted = true;
            Reader.Complete();
        }
    }

    /// <summary>Ends the reads, however far they came; nothing is left running.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            PipelineCommand.WaitIgnoringErrors(Reader.DisposeAsync().AsTask());
            _reads.Dispose();
        }
    }
}

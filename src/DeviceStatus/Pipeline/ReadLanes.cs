using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Reads over several connections side by side and hands out what comes in the order of the connections, and within one in the order of
/// its reads. A connection that waits for its quota does not hold back the reads of another.
/// </summary>
internal sealed class ReadLanes : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private readonly PipelineCommand _command;
    private readonly List<ReadLane> _lanes = [];

    internal ReadLanes(PipelineCommand command) => _command = command;

    /// <summary>The figures of each connection's reads.</summary>
    internal IReadOnlyList<RunStatistics> Statistics => [.. _lanes.Select(lane => lane.Reader.Statistics)];

    /// <summary>Adds the reads of a connection; nothing is sent before <see cref="Run"/>.</summary>
    internal void Add(Connection connection, IEnumerable<WorkItem> reads) => _lanes.Add(new ReadLane(connection, reads, _command));

    /// <summary>Carries out every read.</summary>
    /// <param name="onPart">Takes each piece, on the pipeline thread.</param>
    /// <param name="onIdle">Called a few times a second.</param>
    internal void Run(Action<Connection, ReadPart> onPart, Action? onIdle = null)
    {
        foreach (ReadLane lane in _lanes)
        {
            while (true)
            {
                _lanes.ForEach(each => each.Fill());
                while (lane.Reader.TryTake(out ReadPart? part))
                {
                    _command.Drain();
                    onPart(lane.Connection, part);
                    lane.Fill();
                }

                if (lane.IsDone)
                {
                    break;
                }

                _command.Await(lane.Reader.WaitAsync(PollInterval, _command.StopToken));
                onIdle?.Invoke();
            }
        }

        _command.Drain();
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose() => _lanes.ForEach(lane => lane.Dispose());
}

using System.Diagnostics;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Reads concurrently over several connections, and returns the results of each connection in the order of its reads. A waiting connection
/// does not delay the others. The number of concurrent connections and of waiting objects is bounded.
/// </summary>
internal sealed class ReadLanes : IDisposable
{
    /// <summary>Connections that read at a time; another begins when one of them has nothing to do.</summary>
    private const int MaxActive = 32;

    /// <summary>Objects of one connection that may wait to be taken, at the least.</summary>
    private const int MinReadAhead = 1_000;

    /// <summary>Reads of one connection that may wait for it, where there are several.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>
    /// The number of objects that are taken together: the first are output while another thread converts the others. A few, because
    /// converted objects that wait take memory and the time of the garbage collector.
    /// </summary>
    private const int MaxObjectsTaken = 500;

    /// <summary>Fewer objects are converted faster without another thread.</summary>
    private const int MinObjectsInParallel = 50;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How often all connections are looked after while reads come in.</summary>
    private static readonly TimeSpan PumpInterval = TimeSpan.FromMilliseconds(10);

    private readonly PipelineCommand _command;
    private readonly Action<ReadLane, TakenPart> _onPart;
    private readonly Action? _onIdle;
    private readonly int _readAhead;
    private readonly int _maxWaiting;
    private readonly Predicate<ResourceDescriptor>? _skipsGone;
    private readonly Func<Connection, ReadPart, StatusEntity, object?>? _convert;
    private readonly AsyncSignal _partsArrived = new(TimeProvider.System);
    private readonly List<ReadLane> _lanes = [];
    private readonly Dictionary<Connection, ReadLane> _byConnection = [];
    private long _lastPump = Stopwatch.GetTimestamp();

    /// <summary>Creates the lanes. Nothing is sent yet.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connections">How many connections there will be at the most.</param>
    /// <param name="onPart">Takes each part, on the pipeline thread.</param>
    /// <param name="onIdle">Called a few times a second.</param>
    /// <param name="readAhead">The objects that may wait to be taken, for all connections; null for the default.</param>
    /// <param name="skipsGone">
    /// The collections whose lists are not asked for again over a connection that said that they are gone; null for none.
    /// </param>
    /// <param name="convert">Makes of an object what is output, on any thread; null when objects are not output.</param>
    internal ReadLanes(
        PipelineCommand command,
        int connections,
        Action<ReadLane, TakenPart> onPart,
        Action? onIdle = null,
        int? readAhead = null,
        Predicate<ResourceDescriptor>? skipsGone = null,
        Func<Connection, ReadPart, StatusEntity, object?>? convert = null)
    {
        _convert = convert;
        _skipsGone = skipsGone;
        _command = command;
        _onPart = onPart;
        _onIdle = onIdle;
        int total = readAhead ?? ReadExecutor.DefaultReadAhead;
        _readAhead = connections <= 1 ? total : Math.Max(MinReadAhead, total / Math.Min(connections, MaxActive));
        _maxWaiting = connections <= 1 ? 0 : MaxWaiting;
    }

    /// <summary>The lanes, in the order in which their connections came.</summary>
    internal IReadOnlyList<ReadLane> All => _lanes;

    /// <summary>The lane of a connection; it is made when there is none.</summary>
    internal ReadLane Of(Connection connection)
    {
        if (!_byConnection.TryGetValue(connection, out ReadLane? lane))
        {
            ReadExecutor reader = new(connection.Client, _command.Log(), _readAhead, null, _partsArrived, _skipsGone);
            lane = new ReadLane(connection, reader);
            _byConnection.Add(connection, lane);
            _lanes.Add(lane);
        }

        return lane;
    }

    /// <summary>Adds a read. While too many wait for its connection, parts that arrive are output.</summary>
    internal void Post(Connection connection, WorkItem read, ListFilter? filter = null)
    {
        ReadLane lane = Of(connection);
        lane.Add(read, filter);
        Fill(lane);
        while (lane.Waiting > _maxWaiting)
        {
            Wait();
        }

        Emit(lane);
        if (Stopwatch.GetElapsedTime(_lastPump) > PumpInterval)
        {
            Pump();
        }
    }

    /// <summary>Waits until every lane that was told to end is done.</summary>
    internal void WaitForAll()
    {
        Pump();
        while (!_lanes.TrueForAll(lane => lane.IsDone))
        {
            Wait();
        }

        _command.Drain();
    }

    /// <summary>No more reads come: waits for the rest.</summary>
    internal void Finish()
    {
        _lanes.ForEach(lane => lane.End());
        WaitForAll();
        _command.Await(CloseAsync());
    }

    /// <summary>Cancels the reads in progress.</summary>
    public void Dispose() => PipelineCommand.WaitIgnoringErrors(CloseAsync());

    private Task CloseAsync() => Task.WhenAll(_lanes.Select(lane => lane.CloseAsync()));

    private void Wait()
    {
        _lanes.ForEach(lane => lane.PrepareToWait());
        _command.Await(_partsArrived.WaitAsync(PollInterval, _command.StopToken));
        Pump();
        _onIdle?.Invoke();
    }

    private void Pump()
    {
        _lastPump = Stopwatch.GetTimestamp();

        // By index: a part that is output may add a lane.
        for (int i = 0; i < _lanes.Count; i++)
        {
            Emit(_lanes[i]);
            Fill(_lanes[i]);
        }
    }

    private void Emit(ReadLane lane)
    {
        Queue<TakenPart> taken = new();
        while (TryTakeParts(lane, taken))
        {
            while (taken.TryDequeue(out TakenPart? part))
            {
                _command.Drain();
                _onPart(lane, part);
                lane.Fill();
            }
        }
    }

    /// <summary>Takes the parts that have arrived, up to a number of objects, and starts to convert them on another thread.</summary>
    private bool TryTakeParts(ReadLane lane, Queue<TakenPart> taken)
    {
        int objects = 0;
        while (objects < MaxObjectsTaken && lane.TryTake(out ReadPart? part))
        {
            taken.Enqueue(new TakenPart(lane.Connection, part, _convert));
            objects += part.Items.Count;
        }

        if (_convert is not null && objects >= MinObjectsInParallel)
        {
            TakenPart[] parts = [.. taken.Where(static part => part.Part.Items.Count > 0)];
            _ = Task.Run(() => Array.ForEach(parts.Length > 1 ? parts[1..] : parts, static part => part.ConvertAhead()));
        }

        return taken.Count > 0;
    }

    private void Fill(ReadLane lane)
    {
        if (lane.IsActive || _lanes.Count <= MaxActive || _lanes.Count(other => other.IsActive) < MaxActive)
        {
            lane.Fill();
        }
    }
}

using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>One read of a collection that looks for the objects of POSTs in doubt.</summary>
internal sealed class CollectionScan
{
    private readonly object _gate = new();
    private readonly List<ScannedRow> _rows = [];
    private readonly HashSet<RowState> _states = [];
    private bool _isStarted;

    internal CollectionScan(GraphRequest request)
    {
        // The pages are compared when they arrive and not kept, so nothing needs to be held back.
        Reader = new RowState(new WorkItem(0, RequestBuilder.List(request.Resource, request.ParentId, wanted: request.Version), null))
        {
            Scan = this,
            Pages = new PageStream(new ReadAheadLimiter(int.MaxValue, static () => { }, static _ => { }), null),
        };
    }

    /// <summary>The row that reads the pages. It is not a row of the input and has no outcome of its own.</summary>
    internal RowState Reader { get; }

    /// <summary>When the first page may be requested, as a timestamp of the clock.</summary>
    internal long Due { get; set; }

    /// <summary>Why the collection was not read, when the run was stopped before.</summary>
    internal string? NotSentReason { get; set; }

    /// <summary>The rows, those that set the most values first: what equals such a row often equals a less specific one as well.</summary>
    internal List<ScannedRow> Rows =>
        [.. _rows.OrderByDescending(static row => row.State.Request.ValueCount).ThenBy(static row => row.State.Number)];

    /// <summary>Adds a row, unless the first page was requested already: the place of the row's object may have been passed.</summary>
    internal bool TryAdd(RowState row)
    {
        lock (_gate)
        {
            if (!_isStarted)
            {
                _states.Add(row);
                _rows.Add(new ScannedRow(row));
            }

            return !_isStarted;
        }
    }

    /// <summary>The first page is about to be requested.</summary>
    internal void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
        }
    }

    internal bool Contains(RowState row) => _states.Contains(row);

    /// <summary>Compares the pages that came with the rows.</summary>
    internal void TakePages()
    {
        while (Reader.Pages!.TryTake(out IReadOnlyList<StatusEntity> page))
        {
            foreach (StatusEntity entity in page)
            {
                _rows.ForEach(row => row.TakeIfEqual(entity));
            }
        }
    }
}

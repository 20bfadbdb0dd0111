using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>One read of a collection that looks for the objects of POSTs in doubt.</summary>
internal sealed class CollectionScan
{
    private readonly object _gate = new();
    private readonly List<ScannedRow> _rows = [];
    private readonly HashSet<RowState> _states = [];

    /// <summary>The rows by the name and the value of one of their properties, so that an object is compared with few of them.</summary>
    private readonly Dictionary<string, Dictionary<string, List<ScannedRow>>> _byText = new(StringComparer.Ordinal);
    private readonly List<ScannedRow> _withoutText = [];
    private bool _isClosed;

    internal CollectionScan(GraphRequest request)
    {
        // The pages are compared when they arrive and not kept, so nothing needs to be held back.
        Reader = new RowState(new WorkItem(0, RequestBuilder.List(request.Resource, request.ParentId, wanted: request.Version), null))
        {
            Scan = this,
            Pages = new PageStream(new ReadAheadLimiter(int.MaxValue, static () => { }, static _ => { }), null, new TextCache()),
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

    /// <summary>Adds a row, unless the scan is closed.</summary>
    internal bool TryAdd(RowState row)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                ScannedRow scanned = new(row);
                _states.Add(row);
                _rows.Add(scanned);
                AddToIndex(scanned);
            }

            return !_isClosed;
        }
    }

    /// <summary>
    /// Takes no more rows: a page was requested, which may have passed the place of a later row's object, or the run has ended.
    /// </summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
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
                foreach (ScannedRow row in CandidatesFor(entity))
                {
                    row.TakeIfEqual(entity);
                }
            }
        }
    }

    private void AddToIndex(ScannedRow row)
    {
        if (row.State.Request.FirstText is not { } text)
        {
            _withoutText.Add(row);
            return;
        }

        if (!_byText.TryGetValue(text.Name, out Dictionary<string, List<ScannedRow>>? byValue))
        {
            _byText.Add(text.Name, byValue = new Dictionary<string, List<ScannedRow>>(StringComparer.Ordinal));
        }

        if (!byValue.TryGetValue(text.Value, out List<ScannedRow>? equal))
        {
            byValue.Add(text.Value, equal = []);
        }

        equal.Add(row);
    }

    /// <summary>The rows whose values an object may have.</summary>
    private IEnumerable<ScannedRow> CandidatesFor(StatusEntity entity)
    {
        IEnumerable<ScannedRow> rows = _withoutText;
        foreach ((string name, Dictionary<string, List<ScannedRow>> byValue) in _byText)
        {
            // A value that the object lacks says nothing.
            IEnumerable<ScannedRow> more = !entity.Find(name, out object? actual) ? byValue.Values.SelectMany(static equal => equal)
                : actual is string value && byValue.TryGetValue(value, out List<ScannedRow>? found) ? found
                : [];
            rows = rows.Concat(more);
        }

        return rows;
    }
}

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Limits how much is read in advance. The list that is taken next always continues. The others continue while there is room, and otherwise
/// wait in input order.
/// </summary>
internal sealed class ReadAheadLimiter
{
    /// <summary>The assumed size of a page before the first page arrived.</summary>
    private const int UsualPage = 100;

    private readonly object _gate = new();
    private readonly PriorityQueue<RowState, long> _suspended = new();
    private readonly int _limit;
    private readonly Action _suspend;
    private readonly Action<RowState> _resume;
    private RowState? _current;
    private int _largestPage = UsualPage;
    private long _waiting;
    private bool _isReleased;

    /// <summary>Creates the limiter.</summary>
    /// <param name="limit">Objects that may wait to be taken.</param>
    /// <param name="hold">Called when a row is held back.</param>
    /// <param name="resume">Called for a row that was held back and continues.</param>
    internal ReadAheadLimiter(int limit, Action hold, Action<RowState> resume)
    {
        _limit = limit;
        _suspend = hold;
        _resume = resume;
    }

    /// <summary>Whether a number of lists may be read concurrently.</summary>
    internal bool HasRoomFor(int lists)
    {
        lock (_gate)
        {
            return _waiting < _limit && (long)lists * _largestPage <= _limit;
        }
    }

    /// <summary>Records a page.</summary>
    /// <returns>Whether the next page may be requested immediately.</returns>
    internal bool OnPageReceived(RowState row, int count, bool more)
    {
        lock (_gate)
        {
            _waiting += count;
            _largestPage = Math.Max(_largestPage, count);
            if (!more || CanContinue(row, 0))
            {
                return more;
            }

            _suspend();
            _suspended.Enqueue(row, row.Number);
            return false;
        }
    }

    /// <summary>Records objects that were taken.</summary>
    internal void OnItemsTaken(int count)
    {
        lock (_gate)
        {
            _waiting -= count;
        }

        Resume();
    }

    /// <summary>Sets the row that is taken next.</summary>
    internal void SetCurrent(RowState? row)
    {
        lock (_gate)
        {
            _current = row;
        }

        Resume();
    }

    /// <summary>Releases all rows, because the run is ending.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _isReleased = true;
        }

        Resume();
    }

    private void Resume()
    {
        List<RowState>? rows = null;
        lock (_gate)
        {
            while (_suspended.TryPeek(out RowState? row, out _) && CanContinue(row, rows?.Count ?? 0))
            {
                (rows ??= []).Add(_suspended.Dequeue());
            }
        }

        foreach (RowState row in rows ?? [])
        {
            _resume(row);
        }
    }

    /// <summary>The list that is taken next continues when its caller has no page left, independent of the other lists.</summary>
    private bool CanContinue(RowState row, int before) =>
        _isReleased || (ReferenceEquals(row, _current) && row.Pages!.NeedsPage) || _waiting + ((long)before * _largestPage) < _limit;
}

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Bounds how much is read before it is taken. The list whose turn it is always goes on; the others go on while there is room, and wait
/// in input order when there is none.
/// </summary>
internal sealed class ReadAheadLimiter
{
    /// <summary>What a page is taken to hold before one was seen.</summary>
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

    /// <summary>Makes the bound.</summary>
    /// <param name="limit">Objects that may wait to be taken.</param>
    /// <param name="hold">Called when a row is held back.</param>
    /// <param name="resume">Called for a row that was held back and goes on.</param>
    internal ReadAheadLimiter(int limit, Action hold, Action<RowState> resume)
    {
        _limit = limit;
        _suspend = hold;
        _resume = resume;
    }

    /// <summary>Whether so many lists may be under way at once.</summary>
    internal bool HasRoomFor(int lists)
    {
        lock (_gate)
        {
            return _waiting < _limit && (long)lists * _largestPage <= _limit;
        }
    }

    /// <summary>A page came.</summary>
    /// <returns>Whether the next may be asked for at once.</returns>
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

    /// <summary>Some objects were taken.</summary>
    internal void OnItemsTaken(int count)
    {
        lock (_gate)
        {
            _waiting -= count;
        }

        Resume();
    }

    /// <summary>It is the turn of a row.</summary>
    internal void SetCurrent(RowState? row)
    {
        lock (_gate)
        {
            _current = row;
        }

        Resume();
    }

    /// <summary>Holds nothing back any more: the run is being ended.</summary>
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

    /// <summary>The list whose turn it is continues when its caller has no page left, whatever waits behind it.</summary>
    private bool CanContinue(RowState row, int before) =>
        _isReleased || (ReferenceEquals(row, _current) && row.Pages!.NeedsPage) || _waiting + ((long)before * _largestPage) < _limit;
}

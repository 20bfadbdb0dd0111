namespace DeviceStatus.Graph;

/// <summary>
/// Bounds how much is read before it is taken. The list whose turn it is always goes on; the others go on while there is room, and wait
/// in input order when there is none.
/// </summary>
internal sealed class ReadAhead
{
    /// <summary>What a page is taken to hold before one was seen.</summary>
    private const int UsualPage = 100;

    private readonly object _gate = new();
    private readonly PriorityQueue<BulkRow, long> _held = new();
    private readonly int _limit;
    private readonly Action _hold;
    private readonly Action<BulkRow> _resume;
    private BulkRow? _first;
    private int _largestPage = UsualPage;
    private long _waiting;
    private bool _released;

    /// <summary>Makes the bound.</summary>
    /// <param name="limit">Objects that may wait to be taken.</param>
    /// <param name="hold">Called when a row is held back.</param>
    /// <param name="resume">Called for a row that was held back and goes on.</param>
    internal ReadAhead(int limit, Action hold, Action<BulkRow> resume)
    {
        _limit = limit;
        _hold = hold;
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
    internal bool Arrived(BulkRow row, int count, bool more)
    {
        lock (_gate)
        {
            _waiting += count;
            _largestPage = Math.Max(_largestPage, count);
            if (!more || MayGoOn(row, 0))
            {
                return more;
            }

            _hold();
            _held.Enqueue(row, row.Number);
            return false;
        }
    }

    /// <summary>Some objects were taken.</summary>
    internal void Taken(int count)
    {
        lock (_gate)
        {
            _waiting -= count;
        }

        Resume();
    }

    /// <summary>It is the turn of a row.</summary>
    internal void TurnOf(BulkRow? row)
    {
        lock (_gate)
        {
            _first = row;
        }

        Resume();
    }

    /// <summary>Holds nothing back any more: the run is being ended.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _released = true;
        }

        Resume();
    }

    private void Resume()
    {
        List<BulkRow>? rows = null;
        lock (_gate)
        {
            while (_held.TryPeek(out BulkRow? row, out _) && MayGoOn(row, rows?.Count ?? 0))
            {
                (rows ??= []).Add(_held.Dequeue());
            }
        }

        foreach (BulkRow row in rows ?? [])
        {
            _resume(row);
        }
    }

    /// <summary>The first may have one page in hand and one on its way, whatever waits behind it.</summary>
    private bool MayGoOn(BulkRow row, int before) =>
        _released || (ReferenceEquals(row, _first) && row.Pages!.Waiting <= 1) || _waiting + ((long)before * _largestPage) < _limit;
}

namespace DeviceStatus.Graph.Batching;

/// <summary>Rows that wait for another attempt, by the time when it is due.</summary>
internal sealed class RetryQueue
{
    /// <summary>Rows that are due within this time are sent together.</summary>
    private static readonly TimeSpan CoalescingWindow = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly PriorityQueue<RowState, long> _queue = new();
    private readonly TimeProvider _clock;

    internal RetryQueue(TimeProvider clock) => _clock = clock;

    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count == 0;
            }
        }
    }

    internal void Add(RowState row, TimeSpan delay)
    {
        long due = _clock.GetTimestamp() + (long)(delay.TotalSeconds * _clock.TimestampFrequency);
        lock (_gate)
        {
            _queue.Enqueue(row, due);
        }
    }

    /// <summary>Adds rows that may be sent immediately, with one due time, so that they stay together.</summary>
    internal void AddTogether(List<RowState> rows)
    {
        long now = _clock.GetTimestamp();
        lock (_gate)
        {
            foreach (RowState row in rows)
            {
                _queue.Enqueue(row, now);
            }
        }
    }

    /// <summary>Takes rows that are due, all of one key; the others stay.</summary>
    internal List<RowState>? TakeDue(int atMost, out TimeSpan? untilNext)
    {
        long now = _clock.GetTimestamp();
        untilNext = null;
        lock (_gate)
        {
            if (!_queue.TryPeek(out RowState? first, out long due))
            {
                return null;
            }

            if (due > now)
            {
                untilNext = _clock.GetElapsedTime(now, due);
                return null;
            }

            long horizon = now + (long)(CoalescingWindow.TotalSeconds * _clock.TimestampFrequency);
            BatchKey key = BatchKey.Of(first.Current);
            List<RowState> batch = [];
            List<(RowState Row, long Due)>? others = null;
            while (batch.Count < atMost && _queue.TryPeek(out RowState? row, out due) && due <= horizon)
            {
                _queue.Dequeue();
                if (BatchKey.Of(row.Current) == key)
                {
                    batch.Add(row);
                }
                else
                {
                    (others ??= []).Add((row, due));
                }
            }

            foreach ((RowState row, long at) in others ?? [])
            {
                _queue.Enqueue(row, at);
            }

            return batch;
        }
    }

    internal List<RowState> TakeAll()
    {
        lock (_gate)
        {
            List<RowState> rows = _queue.UnorderedItems.Select(item => item.Element).ToList();
            _queue.Clear();
            return rows;
        }
    }
}

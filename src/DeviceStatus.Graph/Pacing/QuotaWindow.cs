namespace DeviceStatus.Graph;

/// <summary>
/// A log of what was sent in the last window, and a limit that follows what the service accepts: down at once, up again carefully.
/// Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class QuotaWindow
{
    /// <summary>Windows without a refusal before the first step up; doubled whenever a step up was refused.</summary>
    private const int FirstHold = 1;
    private const int LongestHold = 48;

    /// <summary>A wait this short for a full batch is better than a batch with holes.</summary>
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromMilliseconds(300);

    private readonly int _configured;
    private readonly TimeSpan _window;
    private readonly TimeProvider _clock;
    private readonly LinkedList<Entry> _log = new();
    private int _used;
    private int _hold = FirstHold;
    private long? _lastShrink;
    private long _holdSince;
    private bool _raised;

    internal QuotaWindow(int configured, TimeSpan window, TimeProvider clock)
    {
        _configured = configured;
        _window = window;
        _clock = clock;
        Limit = configured;
    }

    /// <summary>How far the limit moves up at a time, and the least it falls to.</summary>
    private int Step => Math.Max(1, _configured / 20);

    /// <summary>The limit in force.</summary>
    internal int Limit { get; private set; }

    /// <summary>How many may go now; when none, how long until some may (or until an answer is expected to change that).</summary>
    internal int Free(long now, int wanted, out TimeSpan wait)
    {
        Expire(now);
        MaybeRaise(now);
        int free = Math.Max(0, Limit - _used);
        wait = TimeSpan.Zero;
        if (free >= Math.Min(wanted, Limit))
        {
            return Math.Min(free, wanted);
        }

        wait = UntilFree(now, Math.Min(wanted, Limit));
        return free > 0 && wait > WorthWaiting ? free : 0;
    }

    internal Entry Take(int count)
    {
        Entry entry = new(count);
        entry.Node = _log.AddLast(entry);
        _used += count;
        return entry;
    }

    /// <summary>An answer came: what was accepted counts for one more window, what was refused no longer.</summary>
    internal void Settle(Entry? entry, int accepted)
    {
        if (entry is null)
        {
            return;
        }

        _used += accepted - entry.Count;
        entry.Count = accepted;
        entry.AnsweredAt = _clock.GetTimestamp();

        // Entries expire in the order of their answers.
        _log.Remove(entry.Node!);
        entry.Node = _log.AddLast(entry);

        // Answers of one burst come in any order: what the window is seen to have taken, it takes.
        if (Limit < _configured)
        {
            Limit = Math.Clamp(Math.Max(Limit, Accepted()), Step, _configured);
        }
    }

    /// <summary>The service refused: what it accepted in this window is what it gives us now.</summary>
    internal void Shrink()
    {
        long now = _clock.GetTimestamp();
        Limit = Math.Clamp(Accepted(), Step, _configured);
        if (_lastShrink is not { } last || _clock.GetElapsedTime(last, now) >= _window)
        {
            _hold = _raised ? Math.Min(_hold * 2, LongestHold) : FirstHold;
            _raised = false;
            _lastShrink = now;
        }

        _holdSince = now;
    }

    private int Accepted() => _log.Where(entry => entry.AnsweredAt is not null).Sum(entry => entry.Count);

    private void MaybeRaise(long now)
    {
        if (Limit >= _configured || _clock.GetElapsedTime(_holdSince, now) < _window * _hold)
        {
            return;
        }

        Limit = Math.Min(_configured, Limit + Step);
        _raised = true;
        _holdSince = now;
    }

    private void Expire(long now)
    {
        LinkedListNode<Entry>? node = _log.First;
        while (node is not null)
        {
            LinkedListNode<Entry>? next = node.Next;
            if (node.Value.AnsweredAt is { } at && _clock.GetElapsedTime(at, now) >= _window)
            {
                _used -= node.Value.Count;
                _log.Remove(node);
            }

            node = next;
        }
    }

    private TimeSpan UntilFree(long now, int wanted)
    {
        int missing = wanted - (Limit - _used);
        TimeSpan wait = _window;
        foreach (Entry entry in _log)
        {
            // An entry without an answer frees nothing for at least a window; its answer wakes the waiters anyway.
            wait = entry.AnsweredAt is { } at ? _window - _clock.GetElapsedTime(at, now) : _window;
            missing -= entry.Count;
            if (missing <= 0)
            {
                break;
            }
        }

        return wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Some requests that left together.</summary>
    internal sealed class Entry(int count)
    {
        internal int Count { get; set; } = count;

        internal long? AnsweredAt { get; set; }

        internal LinkedListNode<Entry>? Node { get; set; }
    }
}

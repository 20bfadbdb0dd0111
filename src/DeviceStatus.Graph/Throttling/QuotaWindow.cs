namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// A log of what was sent in the last window, and a limit that follows what the service accepts: down at once, up again carefully.
/// Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class QuotaWindow
{
    /// <summary>The most windows between two tries to go up, when the last ones were refused.</summary>
    private const int MaxHoldWindows = 8;

    /// <summary>A wait this short for a full batch is better than a batch with holes.</summary>
    private static readonly TimeSpan MaxBatchWait = TimeSpan.FromMilliseconds(300);

    private readonly int _configured;
    private readonly TimeSpan _window;
    private readonly TimeProvider _clock;
    private readonly LinkedList<Entry> _log = new();
    private readonly LatencyCredit _credit;
    private int _used;
    private int _hold;
    private int _step;
    private long _changedAt;
    private TimeSpan _trialDelay;
    private (int From, int To)? _trial;

    internal QuotaWindow(int configured, TimeSpan window, TimeProvider clock)
    {
        _configured = configured;
        _window = window;
        _clock = clock;
        _credit = new LatencyCredit(window, clock);
        Limit = configured;
    }

    /// <summary>The limit in force.</summary>
    internal int Limit { get; private set; }

    /// <summary>How many may go now; when none, how long until some may (or until an answer is expected to change that).</summary>
    internal int Free(long now, int wanted, out TimeSpan wait)
    {
        Expire(now);
        RaiseIfDue(now);
        int free = Math.Max(0, Limit - _used);
        wait = TimeSpan.Zero;
        if (free >= Math.Min(wanted, Limit))
        {
            return Math.Min(free, wanted);
        }

        wait = UntilFree(now, Math.Min(wanted, Limit));
        return free > 0 && wait > MaxBatchWait ? free : 0;
    }

    internal Entry Take(int count)
    {
        Entry entry = new(count, _clock.GetTimestamp(), _credit.Now);
        entry.Node = _log.AddLast(entry);
        _used += count;
        return entry;
    }

    /// <summary>An answer came: what was accepted counts for one more window, what was refused no longer.</summary>
    internal void OnResponse(Entry? entry, int accepted)
    {
        if (entry is null)
        {
            return;
        }

        long now = _clock.GetTimestamp();
        _used += accepted - entry.Count;
        entry.Count = accepted;
        entry.AnsweredAt = now;
        _credit.Answered(_clock.GetElapsedTime(entry.SentAt, now), now);

        // Entries expire in the order of their answers.
        _log.Remove(entry.Node!);
        entry.Node = _log.AddLast(entry);
    }

    /// <summary>The service refused: what it has accepted, and what is still under way, is all that it gives us now.</summary>
    /// <param name="entry">What was refused.</param>
    /// <param name="retryAfter">How long the service asked to wait.</param>
    internal void Shrink(Entry entry, TimeSpan retryAfter)
    {
        // It may have come too early rather than once too often; then no long wait is asked for, in whole seconds.
        bool isTooEarly = entry.Credit > TimeSpan.Zero && retryAfter <= entry.Credit + TimeSpan.FromSeconds(1);
        _credit.Refused(isTooEarly);
        if (isTooEarly && Limit == _configured)
        {
            return;
        }

        int before = Limit;
        Limit = Math.Clamp(_used, 1, before);
        _changedAt = _clock.GetTimestamp();
        if (_trial is not { } tried)
        {
            // A refusal may have nothing to do with the quota: what was lost is tried again soon, unless that was in vain before.
            _step = Math.Clamp(before - Limit, SmallStep(Limit), 2 * SmallStep(Limit));
            _trialDelay = _window * _hold;
            return;
        }

        bool inVain = Limit < (tried.From + tried.To + 1) / 2;
        _hold = inVain ? Math.Clamp(_hold * 2, 1, MaxHoldWindows) : _hold;
        _step = SmallStep(Limit);
        _trialDelay = _window * Math.Max(1, _hold);
        _trial = null;
    }

    private static int SmallStep(int limit) => Math.Max(1, limit / 10);

    /// <summary>A step up that nobody refused for a window was right: the next may be longer, and sooner.</summary>
    private void RaiseIfDue(long now)
    {
        if (_trial is not null && _clock.GetElapsedTime(_changedAt, now) >= _window)
        {
            _trial = null;
            _hold /= 2;
            _step *= 2;
            _trialDelay = _window;
        }

        if (_trial is null && Limit < _configured && _used >= Limit && _clock.GetElapsedTime(_changedAt, now) >= _trialDelay)
        {
            int to = Math.Min(_configured, Limit + _step);
            _trial = (Limit, to);
            Limit = to;
            _changedAt = now;
        }
    }

    private void Expire(long now)
    {
        TimeSpan counts = _window - _credit.Now;
        LinkedListNode<Entry>? node = _log.First;
        while (node is not null)
        {
            LinkedListNode<Entry>? next = node.Next;
            if (node.Value.AnsweredAt is { } at && _clock.GetElapsedTime(at, now) >= counts)
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
        TimeSpan counts = _window - _credit.Now;
        TimeSpan wait = _window;
        foreach (Entry entry in _log)
        {
            // An entry without an answer frees nothing for at least a window; its answer wakes the waiters anyway.
            wait = entry.AnsweredAt is { } at ? counts - _clock.GetElapsedTime(at, now) : _window;
            missing -= entry.Count;
            if (missing <= 0)
            {
                break;
            }
        }

        return wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Some requests that left together.</summary>
    internal sealed class Entry(int count, long sentAt, TimeSpan credit)
    {
        internal int Count { get; set; } = count;

        internal long SentAt { get; } = sentAt;

        /// <summary>How much earlier it may have left because of the latency.</summary>
        internal TimeSpan Credit { get; } = credit;

        internal long? AnsweredAt { get; set; }

        internal LinkedListNode<Entry>? Node { get; set; }
    }
}

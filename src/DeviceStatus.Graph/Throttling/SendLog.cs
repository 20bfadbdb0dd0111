namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The requests of the last period. A request counts from its sending until one period after its response, because the service counts it at
/// a time in between. Therefore no period of the service contains more requests than the log, independent of its start. Not thread-safe;
/// <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class SendLog
{
    private readonly TimeProvider _clock;
    private readonly LinkedList<SentRequests> _entries = new();

    internal SendLog(TimeSpan period, TimeProvider clock)
    {
        _clock = clock;
        Period = period;
        Credit = new LatencyCredit(period, clock);
    }

    /// <summary>How long a request counts after its response.</summary>
    internal TimeSpan Period { get; private set; }

    /// <summary>The latency credit.</summary>
    internal LatencyCredit Credit { get; private set; }

    /// <summary>Requests that count now, as of the last call of <see cref="Expire"/>.</summary>
    internal int Used { get; private set; }

    /// <summary>Whether a request has no response yet.</summary>
    internal bool HasPending => _entries.Any(static entry => entry.RespondedAt is null);

    /// <summary>When the oldest request that counts was sent.</summary>
    internal long? OldestSentAt => _entries.Count == 0 ? null : _entries.Min(static entry => entry.SentAt);

    /// <summary>The own requests that count, with the time from which each counts for one period.</summary>
    internal IEnumerable<(long At, int Count)> Entries(long now) =>
        _entries.Where(static entry => !entry.IsForeign).Select(entry => (entry.RespondedAt ?? now, entry.Count));

    /// <summary>The maximum number of requests that were accepted above a continuous rate.</summary>
    internal int LargestBurst(double perSecond)
    {
        double level = 0;
        double largest = 1;
        long? last = null;
        foreach (SentRequests entry in _entries.OrderBy(static entry => entry.SentAt))
        {
            level = Math.Max(0, level - (last is { } before ? _clock.GetElapsedTime(before, entry.SentAt).TotalSeconds * perSecond : 0))
                + entry.Count;
            largest = Math.Max(largest, level);
            last = entry.SentAt;
        }

        return (int)largest;
    }

    /// <summary>Changes the time for which requests count.</summary>
    internal void ChangePeriod(TimeSpan period)
    {
        Period = period;
        Credit = new LatencyCredit(period, _clock);
    }

    /// <summary>Adds requests that are sent now.</summary>
    internal SentRequests Add(int count)
    {
        SentRequests entry = new(count, _clock.GetTimestamp(), Credit.Now);
        entry.Node = _entries.AddLast(entry);
        Used += count;
        return entry;
    }

    /// <summary>Adds requests of other processes whose response arrived in the past.</summary>
    internal void AddEarlier(int count, long respondedAt)
    {
        SentRequests entry = new(count, respondedAt, TimeSpan.Zero) { RespondedAt = respondedAt, IsForeign = true };
        LinkedListNode<SentRequests>? later = _entries.First;
        while (later is not null && later.Value.RespondedAt <= respondedAt)
        {
            later = later.Next;
        }

        entry.Node = later is null ? _entries.AddLast(entry) : _entries.AddBefore(later, entry);
        Used += count;
    }

    /// <summary>Removes the requests of other processes.</summary>
    internal void RemoveEarlier()
    {
        LinkedListNode<SentRequests>? node = _entries.First;
        while (node is not null)
        {
            LinkedListNode<SentRequests>? next = node.Next;
            if (node.Value.IsForeign)
            {
                Used -= node.Value.Count;
                _entries.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Records the response: accepted requests count for one more period, refused requests no longer count.</summary>
    internal void OnResponse(SentRequests entry, int counted, long now)
    {
        Used += counted - entry.Count;
        entry.Count = counted;
        entry.RespondedAt = now;
        Credit.OnResponse(_clock.GetElapsedTime(entry.SentAt, now), now);

        // Entries expire in the order of their responses.
        _entries.Remove(entry.Node!);
        entry.Node = _entries.AddLast(entry);
    }

    /// <summary>Removes entries that no longer count.</summary>
    internal void Expire(long now)
    {
        TimeSpan counts = Period - Credit.Now;
        LinkedListNode<SentRequests>? node = _entries.First;
        while (node is not null)
        {
            LinkedListNode<SentRequests>? next = node.Next;
            if (node.Value.RespondedAt is { } at && _clock.GetElapsedTime(at, now) >= counts)
            {
                Used -= node.Value.Count;
                _entries.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>How long until a number of requests has expired, according to the log.</summary>
    internal TimeSpan UntilExpired(long now, int missing)
    {
        TimeSpan counts = Period - Credit.Now;
        TimeSpan wait = Period;
        foreach (SentRequests entry in _entries)
        {
            // An entry without a response stays for at least one period, and its response wakes the waiting callers.
            wait = entry.RespondedAt is { } at ? counts - _clock.GetElapsedTime(at, now) : Period;
            missing -= entry.Count;
            if (missing <= 0)
            {
                break;
            }
        }

        return wait;
    }
}

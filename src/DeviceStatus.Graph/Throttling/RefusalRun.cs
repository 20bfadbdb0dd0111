namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Counts the requests answered 429 that no success follows in the order of sending. Responses arrive in any order, so a success
/// removes only what was sent before it. Requests that are under way together may overtake each other, so that order alone removes only
/// as few refusals as chance explains; for more, the success must have been sent after they were answered.
/// </summary>
internal sealed class RefusalRun(TimeProvider clock)
{
    /// <summary>
    /// So few refusals at the end of a batch are less likely the beginning of a used-up quota than a success that came before them.
    /// </summary>
    private const int MaxPassed = 3;

    private readonly List<(PacePermit Permit, int Count, long AnsweredAt)> _refused = [];
    private long _lastSuccess = -1;

    /// <summary>How many requests were refused since the latest success.</summary>
    internal int Length => _refused.Sum(static entry => entry.Count);

    /// <summary>Takes in the responses to one permit.</summary>
    /// <param name="permit">The permit.</param>
    /// <param name="report">The responses.</param>
    /// <param name="refilledSince">How many requests the service may have accepted anew since a permit was sent.</param>
    /// <param name="isChance">Whether chance explains a number of refusals in succession.</param>
    internal void Add(PacePermit permit, PaceReport report, Func<PacePermit, double> refilledSince, Predicate<int> isChance)
    {
        // Successes that a refill explains say nothing about the refusals before them.
        if (report.Succeeded > 0)
        {
            _refused.RemoveAll(entry => entry.Permit.Number < permit.Number
                && report.Succeeded > refilledSince(entry.Permit)
                && (entry.AnsweredAt <= permit.SentAt || IsFew(entry.Count)));
            _lastSuccess = Math.Max(_lastSuccess, _refused.Count == 0 ? permit.Number : -1);
        }

        if (report.RefusedAtEnd > 0 && (permit.Number >= _lastSuccess || !IsFew(report.RefusedAtEnd)))
        {
            _refused.Add((permit, report.RefusedAtEnd, clock.GetTimestamp()));
        }

        bool IsFew(int count) => count <= MaxPassed || isChance(count);
    }
}

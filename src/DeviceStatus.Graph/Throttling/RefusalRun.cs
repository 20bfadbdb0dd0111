namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Counts the requests with status 429 that no success follows in the order of sending. Responses arrive in any order, so a success removes
/// only refusals that were sent before it. Concurrent requests may overtake each other, so the order alone removes only as many refusals as
/// chance explains. To remove more, the success must have been sent after their responses.
/// </summary>
internal sealed class RefusalRun(TimeProvider clock)
{
    /// <summary>
    /// Up to this number, refusals at the end of a batch are less likely the start of a used-up quota than a success that overtook them.
    /// </summary>
    private const int MaxPassed = 3;

    private readonly List<(PacePermit Permit, int Count, long RespondedAt)> _refused = [];
    private long _lastSuccess = -1;

    /// <summary>The number of requests that were refused since the latest success.</summary>
    internal int Length => _refused.Sum(static entry => entry.Count);

    /// <summary>Records the responses to one permit.</summary>
    /// <param name="permit">The permit.</param>
    /// <param name="report">The responses.</param>
    /// <param name="refilledSince">Returns the number of requests that a refill may have allowed since a permit was sent.</param>
    /// <param name="isChance">Returns whether chance explains a number of consecutive refusals.</param>
    internal void Add(PacePermit permit, PaceReport report, Func<PacePermit, double> refilledSince, Predicate<int> isChance)
    {
        // Successes that a refill explains do not show the reason of earlier refusals.
        if (report.Succeeded > 0)
        {
            _refused.RemoveAll(entry => entry.Permit.Number < permit.Number
                && report.Succeeded > refilledSince(entry.Permit)
                && (entry.RespondedAt <= permit.SentAt || IsFew(entry.Count)));
            _lastSuccess = Math.Max(_lastSuccess, _refused.Count == 0 ? permit.Number : -1);
        }

        if (report.RefusedAtEnd > 0 && (permit.Number >= _lastSuccess || !IsFew(report.RefusedAtEnd)))
        {
            _refused.Add((permit, report.RefusedAtEnd, clock.GetTimestamp()));
        }

        bool IsFew(int count) => count <= MaxPassed || isChance(count);
    }
}

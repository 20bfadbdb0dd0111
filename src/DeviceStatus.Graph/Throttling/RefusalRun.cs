namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Counts the requests answered 429 that no success follows in the order of sending. Responses arrive in any order, so a success
/// removes only what was sent before it.
/// </summary>
internal sealed class RefusalRun
{
    private readonly List<(PacePermit Permit, int Count)> _refused = [];
    private long _lastSuccess = -1;

    /// <summary>How many requests were refused since the latest success.</summary>
    internal int Length => _refused.Sum(static entry => entry.Count);

    /// <summary>Takes in the responses to one permit.</summary>
    /// <param name="permit">The permit.</param>
    /// <param name="report">The responses.</param>
    /// <param name="refilledSince">How many requests the service may have accepted anew since a permit was sent.</param>
    internal void Add(PacePermit permit, PaceReport report, Func<PacePermit, double> refilledSince)
    {
        // Successes that a refill explains say nothing about the refusals before them.
        if (report.Succeeded > 0)
        {
            _refused.RemoveAll(entry => entry.Permit.Number < permit.Number && report.Succeeded > refilledSince(entry.Permit));
            _lastSuccess = Math.Max(_lastSuccess, _refused.Count == 0 ? permit.Number : -1);
        }

        if (report.RefusedAtEnd > 0 && permit.Number >= _lastSuccess)
        {
            _refused.Add((permit, report.RefusedAtEnd));
        }
    }
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>What the responses to the requests of one permit said about the limits of the service.</summary>
/// <param name="Counted">Requests that count against the quota: all but those answered 429.</param>
/// <param name="Succeeded">Requests that were answered with a success.</param>
/// <param name="Refused">Requests that were answered 429.</param>
/// <param name="RefusedAtEnd">Requests answered 429 that no success follows in the order in which they were sent.</param>
/// <param name="RetryAfter">How long the service asked to wait; <see langword="null"/> when it named no time.</param>
internal readonly record struct PaceReport(int Counted, int Succeeded, int Refused, int RefusedAtEnd, TimeSpan? RetryAfter)
{
    /// <summary>No response came. The requests may have been counted, and nothing is known about the limits.</summary>
    internal static PaceReport Unknown(int requests) => new(requests, 0, 0, 0, null);

    /// <summary>The report of a batch, or of one request.</summary>
    /// <param name="statuses">The status of each item in the order sent; null where the response says nothing about it.</param>
    /// <param name="retryAfter">The longest wait that an item asked for.</param>
    internal static PaceReport Batch(IReadOnlyList<int?> statuses, TimeSpan? retryAfter)
    {
        int succeeded = 0;
        int refused = 0;
        int refusedAtEnd = 0;
        foreach (int? status in statuses)
        {
            if (status == 429)
            {
                refused++;
                refusedAtEnd++;
            }
            else if (status is >= 200 and < 300)
            {
                succeeded++;
                refusedAtEnd = 0;
            }
        }

        return new(statuses.Count - refused, succeeded, refused, refusedAtEnd, refused == 0 ? null : retryAfter);
    }
}

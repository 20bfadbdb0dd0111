namespace DeviceStatus.Graph.Throttling;

/// <summary>The result of the requests of one permit, with respect to the limits of the service.</summary>
/// <param name="Counted">Requests that count against the quota: all except those with status 429.</param>
/// <param name="Succeeded">Requests that succeeded.</param>
/// <param name="Refused">Requests with status 429.</param>
/// <param name="RefusedAtEnd">Requests with status 429 that no success follows in the order of sending.</param>
/// <param name="RetryAfter">The wait that the service asked for, or <see langword="null"/> if it named none.</param>
internal readonly record struct PaceReport(int Counted, int Succeeded, int Refused, int RefusedAtEnd, TimeSpan? RetryAfter)
{
    /// <summary>No response came. The requests may have been counted, and nothing is known about the limits.</summary>
    internal static PaceReport Unknown(int requests) => new(requests, 0, 0, 0, null);

    /// <summary>The report of a batch, or of one request.</summary>
    /// <param name="statuses">The status of each item in the order of sending, or null if the response does not contain it.</param>
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

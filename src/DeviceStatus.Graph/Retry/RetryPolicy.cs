namespace DeviceStatus.Graph.Retry;

/// <summary>The number of attempts of a request, and the waits between them.</summary>
public sealed class RetryPolicy
{
    /// <summary>
    /// The maximum number of attempts of a request, including the first. Default: no limit but <see cref="MaxTotalDelay"/>.
    /// </summary>
    public int MaxAttempts { get; init; } = int.MaxValue;

    /// <summary>The maximum total wait of a request between its attempts. Default: 10 minutes.</summary>
    public TimeSpan MaxTotalDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The maximum total wait as long as no request of the connection has had a response. It is short, because a wrong endpoint or proxy is
    /// then more likely than an outage. Default: 10 seconds.
    /// </summary>
    public TimeSpan MaxUnreachedDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait when the service requests none; it doubles each time. Default: 500 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The maximum wait when the service requests none. Default: 30 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum number of attempts of a read to which the service responds with status 500. Default: 6, which is about 10 seconds.
    /// </summary>
    /// <remarks>An outage has status 503 or 504. A service that cannot process a filter responds with 500 every time.</remarks>
    public int MaxFailedReads { get; init; } = 6;

    /// <summary>Creates the same policy with another number of attempts.</summary>
    internal RetryPolicy WithMaxAttempts(int maxAttempts) => new()
    {
        MaxAttempts = maxAttempts,
        MaxTotalDelay = MaxTotalDelay,
        MaxUnreachedDelay = MaxUnreachedDelay,
        BaseDelay = BaseDelay,
        MaxDelay = MaxDelay,
        MaxFailedReads = MaxFailedReads,
    };

    /// <summary>Whether another attempt of a read is useless, because the service fails it again and again.</summary>
    /// <param name="status">The status of the response.</param>
    /// <param name="attempts">The number of attempts so far.</param>
    internal bool IsReadExhausted(int? status, int attempts) => status == 500 && attempts >= MaxFailedReads;

    /// <summary>Gets the wait before the next attempt, with a random jitter.</summary>
#pragma warning disable CA5394 // Spreads waits; needs no secrecy.
    internal TimeSpan? NextDelay(int attempts, TimeSpan waited, TimeSpan? retryAfter) =>
        NextDelay(attempts, waited, retryAfter, Random.Shared.NextDouble(), MaxTotalDelay);
#pragma warning restore CA5394

    /// <summary>Gets the wait before the next attempt, or null when the budget is used up.</summary>
    /// <param name="attempts">The number of attempts so far.</param>
    /// <param name="waited">The total wait so far.</param>
    /// <param name="retryAfter">The wait that the service requested.</param>
    /// <param name="jitter">A number from 0 to 1 that spreads the retries of requests that failed at the same time.</param>
    /// <param name="maxTotalDelay">The maximum total wait.</param>
    internal TimeSpan? NextDelay(int attempts, TimeSpan waited, TimeSpan? retryAfter, double jitter, TimeSpan maxTotalDelay)
    {
        if (attempts >= MaxAttempts)
        {
            return null;
        }

        TimeSpan delay = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : Backoff(attempts, jitter);
        return waited + delay > maxTotalDelay ? null : delay;
    }

    private TimeSpan Backoff(int attempts, double jitter)
    {
        double doubled = BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 20));
        double capped = Math.Min(doubled, MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (0.5 + (jitter / 2)));
    }
}

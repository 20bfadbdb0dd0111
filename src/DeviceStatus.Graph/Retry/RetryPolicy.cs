namespace DeviceStatus.Graph.Retry;

/// <summary>How often and how long a request is sent again.</summary>
public sealed class RetryPolicy
{
    /// <summary>
    /// How often one request is sent at most, the first time included. Default: until <see cref="MaxTotalDelay"/> is used up.
    /// </summary>
    public int MaxAttempts { get; init; } = int.MaxValue;

    /// <summary>How long one request waits between its attempts in total. Default: 10 minutes.</summary>
    public TimeSpan MaxTotalDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The total wait while no request of the connection has had a response yet. It is short, because a wrong endpoint or proxy is then
    /// more likely than an outage. Default: 10 seconds.
    /// </summary>
    public TimeSpan MaxUnreachedDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait when the service names none; it doubles each time. Default: 500 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait when the service names none. Default: 30 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same policy with another number of attempts.</summary>
    internal RetryPolicy WithMaxAttempts(int maxAttempts) => new()
    {
        MaxAttempts = maxAttempts,
        MaxTotalDelay = MaxTotalDelay,
        MaxUnreachedDelay = MaxUnreachedDelay,
        BaseDelay = BaseDelay,
        MaxDelay = MaxDelay,
    };

    /// <summary>The wait before the next attempt, with a jitter of its own.</summary>
#pragma warning disable CA5394 // Spreads waits; needs no secrecy.
    internal TimeSpan? NextDelay(int attempts, TimeSpan waited, TimeSpan? retryAfter) =>
        NextDelay(attempts, waited, retryAfter, Random.Shared.NextDouble(), MaxTotalDelay);
#pragma warning restore CA5394

    /// <summary>The wait before the next attempt, or null when the budget is used up.</summary>
    /// <param name="attempts">Attempts made.</param>
    /// <param name="waited">Time waited so far.</param>
    /// <param name="retryAfter">The wait that the service asked for.</param>
    /// <param name="jitter">A number from 0 to 1 that spreads clients which failed at the same moment.</param>
    /// <param name="maxTotalDelay">The longest total wait.</param>
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

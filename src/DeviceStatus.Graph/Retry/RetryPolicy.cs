namespace DeviceStatus.Graph.Retry;

/// <summary>How often and how long a request is sent again.</summary>
public sealed class RetryPolicy
{
    /// <summary>How often one request is sent at the most, the first time included.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>How often a connection is tried at the most that cannot even be made.</summary>
    public int MaxConnectAttempts { get; init; } = 5;

    /// <summary>How long one request waits between its attempts in total.</summary>
    public TimeSpan MaxTotalDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The first wait when the service names none; doubles each time.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait when the service names none.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the next attempt, or null when the budget is spent.</summary>
    /// <param name="attempts">Attempts made.</param>
    /// <param name="waited">Time waited so far.</param>
    /// <param name="retryAfter">What the service asked for.</param>
    /// <param name="unreachable">Whether the service could not even be reached.</param>
    internal TimeSpan? NextDelay(int attempts, TimeSpan waited, TimeSpan? retryAfter, bool unreachable = false)
    {
        if (attempts >= (unreachable ? MaxConnectAttempts : MaxAttempts))
        {
            return null;
        }

        TimeSpan delay = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : Backoff(attempts);
        return waited + delay > MaxTotalDelay ? null : delay;
    }

    private TimeSpan Backoff(int attempts)
    {
        double doubled = BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 20));
        double capped = Math.Min(doubled, MaxDelay.TotalMilliseconds);

        // Jitter spreads clients that were turned away at the same moment.
#pragma warning disable CA5394 // A wait is no secret.
        return TimeSpan.FromMilliseconds(capped * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}

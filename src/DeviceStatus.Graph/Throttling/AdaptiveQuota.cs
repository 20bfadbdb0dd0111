namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// One quota of the service, whose algorithm is not known in advance. It starts with a window: the whole quota at once, and again when its
/// requests have left the log. After a refusal that the log does not explain, the first success decides: if according to the log nothing
/// can have become free by then, the service refills continuously, and requests are then spaced by a token bucket. Otherwise its window is
/// smaller than configured. Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class AdaptiveQuota
{
    /// <summary>A wait this short for a full batch is better than a partial batch.</summary>
    private static readonly TimeSpan MaxBatchWait = TimeSpan.FromMilliseconds(300);

    /// <summary>Waits are sent in whole seconds, rounded up.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>The tolerance within which a period of the configured rate is assumed to be the window of the service.</summary>
    private const double PeriodTolerance = 0.25;

    /// <summary>How long a service is assumed to have a window after its refill was found not to be continuous.</summary>
    private const double MinWindowPeriods = 30;

    private readonly int _configured;
    private readonly TimeSpan _configuredPeriod;
    private readonly TimeProvider _clock;
    private readonly SendLog _log;
    private readonly WindowLimit _window;
    private readonly long _began;
    private TokenBucket? _bucket;
    private Refusal? _refusal;
    private long _windowUntil;
    private int _largestAccepted;

    /// <summary>Creates a quota.</summary>
    /// <param name="configured">The requests in one period of the log.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The log of the requests that were sent.</param>
    internal AdaptiveQuota(int configured, TimeProvider clock, SendLog log)
    {
        _configured = configured;
        _configuredPeriod = log.Period;
        _clock = clock;
        _began = clock.GetTimestamp();
        _log = log;
        _window = new WindowLimit(configured, _log, clock);
    }

    /// <summary>The limit in force: requests in a period.</summary>
    internal int Limit => _bucket is { } bucket ? Math.Max(1, (int)Math.Round(bucket.Rate * _configuredPeriod.TotalSeconds))
        : _refusal is { Accepted: > 0 } refusal ? Math.Min(refusal.Accepted, _window.Value)
        : _window.Value;

    /// <summary>Whether requests are spaced evenly instead of sent in bursts at the start of a window.</summary>
    internal bool IsSpaced => _bucket is not null;

    /// <summary>The log of the requests that were sent.</summary>
    internal SendLog Log => _log;

    /// <summary>
    /// The number of requests that may be sent now. If none, the time until some may be sent or until a response is expected.
    /// </summary>
    internal int Free(long now, int wanted, out TimeSpan wait)
    {
        _log.Expire(now);
        if (_bucket is { } bucket)
        {
            return bucket.Free(now, wanted, out wait);
        }

        _window.RaiseIfDue(now);
        int free = Math.Max(0, _window.Value - _log.Used);
        wait = TimeSpan.Zero;
        if (free >= Math.Min(wanted, _window.Value))
        {
            return Math.Min(free, wanted);
        }

        wait = _log.UntilExpired(now, Math.Min(wanted, _window.Value) - (_window.Value - _log.Used));
        wait = wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
        return free > 0 && wait > MaxBatchWait ? free : 0;
    }

    /// <summary>Records requests that are sent now.</summary>
    internal SentRequests Take(int count)
    {
        _bucket?.Take(count);
        return _log.Add(count);
    }

    /// <summary>A response arrived.</summary>
    internal void OnResponse(SentRequests? entry, int counted, long now)
    {
        if (entry is null)
        {
            return;
        }

        _log.OnResponse(entry, counted, now);
        _bucket?.Accepted(entry.SentAt, counted);
        if (_refusal is { IsProbed: false })
        {
            _refusal.Accepted = _log.Used;
        }
        else if (_refusal is null && _bucket is null && _log.Used > _largestAccepted && !_log.HasPending)
        {
            _largestAccepted = _log.Used;
        }
    }

    /// <summary>Records requests that were refused for another reason than the quota.</summary>
    internal void OnStrayRefusal(SentRequests entry, int count) => _bucket?.RefusedByChance(entry.SentAt, count);

    /// <summary>Records that the service reported the quota as used up.</summary>
    /// <param name="entry">The requests.</param>
    /// <param name="refused">The number of refused requests.</param>
    /// <param name="retryAfter">The wait that the service asks for, or zero if it names none.</param>
    /// <returns>The share of refusals with another reason, if it is now known.</returns>
    internal double? OnExhausted(SentRequests entry, int refused, TimeSpan retryAfter)
    {
        long now = _clock.GetTimestamp();
        if (_bucket is { } bucket)
        {
            // Requests that were sent before the spacing started do not show anything about it.
            if (entry.SentAt < bucket.Began)
            {
                return null;
            }

            if (IsShort(retryAfter, bucket.Rate))
            {
                return bucket.Refused(entry.SentAt, refused, now);
            }

            // A continuous refill does not ask for a long wait, so the service has a window.
            _bucket = null;
            _windowUntil = now + (long)(MinWindowPeriods * _log.Period.TotalSeconds * _clock.TimestampFrequency);
            _window.Reset(_window.Configured);
        }

        // It may have come too early rather than once too often; then no long wait is asked for, in whole seconds.
        bool isTooEarly = entry.Credit > TimeSpan.Zero && retryAfter <= entry.Credit + Rounding;
        _log.Credit.Refused(isTooEarly);
        if (isTooEarly && _window.Value == _configured)
        {
            return null;
        }

        if (_refusal is null)
        {
            _refusal = new Refusal(_log.OldestSentAt ?? now) { Accepted = _log.Used, At = now };
        }

        _refusal.At = _refusal.IsProbed ? _refusal.At : now;
        _refusal.RetryAfter = retryAfter;
        return null;
    }

    /// <summary>A success was sent after the refused request, so the refusal does not show a used-up quota.</summary>
    internal void OnRefusalPassed() => _refusal = null;

    /// <summary>The probe after a pause is sent now.</summary>
    internal void OnProbe(long now)
    {
        if (_refusal is { } refusal)
        {
            refusal.IsProbed = true;
            refusal.HasExpired = _clock.GetElapsedTime(refusal.Since, now) + Rounding >= _log.Period;
        }
    }

    /// <summary>A request that was sent after the pause succeeded. It decides the meaning of the earlier refusal.</summary>
    internal void OnSuccess(long now)
    {
        if (_refusal is not { } refusal)
        {
            return;
        }

        _refusal = null;
        if (refusal.Accepted == 0)
        {
            // No request of this process was accepted before, so another client used the quota, and its size is not known.
            return;
        }

        if (WindowOf(refusal) is { } period)
        {
            _log.ChangePeriod(period);
            _window.Reset(Math.Max(refusal.Accepted, (int)Math.Round(_configured * (period / _configuredPeriod))));
        }
        else if (refusal.HasExpired
            || now < _windowUntil
            || !IsBurst(refusal)
            || !IsShort(refusal.RetryAfter, _configured / _configuredPeriod.TotalSeconds))
        {
            _window.Shrink(refusal.Accepted, _clock.GetElapsedTime(_began, refusal.At) < _log.Period);
        }
        else
        {
            double perSecond = _configured / _configuredPeriod.TotalSeconds;
            _bucket = new TokenBucket(perSecond, _log.LargestBurst(perSecond), refusal.At, _clock);
            _ = _bucket.Free(now, 1, out _);
            _bucket.Take(1);
        }
    }

    /// <summary>How long a number of requests takes from now.</summary>
    internal TimeSpan MinimumDuration(long requests)
    {
        long now = _clock.GetTimestamp();
        if (_bucket is { } bucket)
        {
            return bucket.MinimumDuration(requests, now);
        }

        _log.Expire(now);
        int limit = Limit;
        long missing = requests - Math.Max(0, limit - _log.Used);
        if (missing <= 0)
        {
            return TimeSpan.Zero;
        }

        // Each slot becomes free one period after its last use, so whole periods follow the expiry of the log.
        int inFirst = (int)((missing - 1) % limit) + 1;
        TimeSpan first = _log.Used == 0 ? _log.Period : _log.UntilExpired(now, Math.Min(inFirst, _log.Used));
        return first + (_log.Period * ((missing - 1) / limit));
    }

    /// <summary>Whether a service asks for this wait until the next request instead of until the end of a window.</summary>
    private static bool IsShort(TimeSpan retryAfter, double perSecond) =>
        retryAfter <= Rounding + TimeSpan.FromSeconds(1 + (2 / perSecond));

    /// <summary>
    /// Whether all counted requests were sent shortly before, so that none can have left a window by then, and the service never accepted
    /// more. If it did, another client used the rest.
    /// </summary>
    private bool IsBurst(Refusal refusal) =>
        refusal.Accepted >= _largestAccepted && _clock.GetElapsedTime(refusal.Since, refusal.At) < _configuredPeriod / 4;

    /// <summary>A window shorter than the configured period, if the wait that the service asked for matches the configured rate.</summary>
    private TimeSpan? WindowOf(Refusal refusal)
    {
        TimeSpan period = _clock.GetElapsedTime(refusal.Since, refusal.At) + refusal.RetryAfter;
        TimeSpan rounded = TimeSpan.FromSeconds(Math.Round(period.TotalSeconds));
        if (!IsBurst(refusal) || refusal.RetryAfter <= Rounding || rounded > _log.Period / 2)
        {
            return null;
        }

        double rate = refusal.Accepted / rounded.TotalSeconds * _configuredPeriod.TotalSeconds / _configured;
        return Math.Abs(rate - 1) <= PeriodTolerance ? rounded : null;
    }

    /// <summary>The data about a refusal until a success decides its meaning.</summary>
    private sealed class Refusal(long since)
    {
        /// <summary>When the oldest request in the log was sent.</summary>
        internal long Since { get; } = since;

        internal long At { get; set; }

        internal TimeSpan RetryAfter { get; set; }

        /// <summary>Requests in the log that the service accepted.</summary>
        internal int Accepted { get; set; }

        /// <summary>Whether the pause is over. Requests that are accepted from then on belong to the next period.</summary>
        internal bool IsProbed { get; set; }

        /// <summary>Whether some of them had left the log when the probe was sent.</summary>
        internal bool HasExpired { get; set; }
    }
}

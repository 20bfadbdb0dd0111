namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// One quota of the service, under a discipline that is not known beforehand. It begins with a window: the whole quota at once, and
/// again when it has left the log. After a refusal that the log does not explain, the first success decides: when the log says that
/// nothing can have become free by then, the service refills steadily, and requests are spaced by a token bucket from there on; else
/// its window is smaller than configured. Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class AdaptiveQuota
{
    /// <summary>A wait this short for a full batch is better than a batch with holes.</summary>
    private static readonly TimeSpan MaxBatchWait = TimeSpan.FromMilliseconds(300);

    /// <summary>Waits are sent in whole seconds, rounded up.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>A period that fits the configured rate up to this share is taken for the window of the service.</summary>
    private const double PeriodTolerance = 0.25;

    /// <summary>How long a service whose refill turned out not to be steady is taken for one with a window.</summary>
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

    /// <summary>Makes a quota.</summary>
    /// <param name="configured">The requests in one period of the log.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">What was sent already.</param>
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

    /// <summary>Whether requests are spaced instead of sent in bursts of a window.</summary>
    internal bool IsSpaced => _bucket is not null;

    /// <summary>The log of what was sent.</summary>
    internal SendLog Log => _log;

    /// <summary>How many may go now; when none, how long until some may (or until a response is expected to change that).</summary>
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

    /// <summary>Takes requests that are sent now.</summary>
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
        else if (_refusal is null && _bucket is null && _log.Used > _largestAccepted && !_log.HasUnanswered)
        {
            _largestAccepted = _log.Used;
        }
    }

    /// <summary>Requests were refused for another reason than the quota.</summary>
    internal void OnStrayRefusal(SentRequests entry, int count) => _bucket?.RefusedByChance(entry.SentAt, count);

    /// <summary>The quota is used up, as the service says.</summary>
    /// <param name="entry">What was sent.</param>
    /// <param name="refused">How many of it were refused.</param>
    /// <param name="retryAfter">How long it asks to wait; zero when it does not say.</param>
    /// <returns>The share of refusals that turned out to have another reason, when that is known now.</returns>
    internal double? OnExhausted(SentRequests entry, int refused, TimeSpan retryAfter)
    {
        long now = _clock.GetTimestamp();
        if (_bucket is { } bucket)
        {
            // What was sent before the spacing began says nothing about it.
            if (entry.SentAt < bucket.Began)
            {
                return null;
            }

            if (IsShort(retryAfter, bucket.Rate))
            {
                return bucket.Refused(entry.SentAt, refused, now);
            }

            // A steady refill does not ask for a long wait: this is a window after all.
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

    /// <summary>A success came after a refusal that was sent before it: the refusal was no sign of a used-up quota.</summary>
    internal void OnRefusalPassed() => _refusal = null;

    /// <summary>The probe after a pause leaves now.</summary>
    internal void OnProbe(long now)
    {
        if (_refusal is { } refusal)
        {
            refusal.IsProbed = true;
            refusal.HasExpired = _clock.GetElapsedTime(refusal.Since, now) + Rounding >= _log.Period;
        }
    }

    /// <summary>A request succeeded that was sent after the pause: it decides what the refusal before meant.</summary>
    internal void OnSuccess(long now)
    {
        if (_refusal is not { } refusal)
        {
            return;
        }

        _refusal = null;
        if (refusal.Accepted == 0)
        {
            // Nothing of ours was accepted before, so somebody else used the quota, and nothing is known about it.
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

        // Each place becomes free a period after its last use, so whole periods follow the expiry of what is in the log.
        int inFirst = (int)((missing - 1) % limit) + 1;
        TimeSpan first = _log.Used == 0 ? _log.Period : _log.UntilExpired(now, Math.Min(inFirst, _log.Used));
        return first + (_log.Period * ((missing - 1) / limit));
    }

    /// <summary>Whether a wait is one that a service asks for until the next request, rather than until a window ends.</summary>
    private static bool IsShort(TimeSpan retryAfter, double perSecond) =>
        retryAfter <= Rounding + TimeSpan.FromSeconds(1 + (2 / perSecond));

    /// <summary>
    /// Whether all that counts was sent shortly before, so that nothing of it can have left a window by then, and the service never
    /// accepted more; if it did, another client has taken what is missing.
    /// </summary>
    private bool IsBurst(Refusal refusal) =>
        refusal.Accepted >= _largestAccepted && _clock.GetElapsedTime(refusal.Since, refusal.At) < _configuredPeriod / 4;

    /// <summary>A window shorter than the configured period, when the wait that was asked for shows one of the configured rate.</summary>
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

    /// <summary>What is known about a refusal until a success decides what it meant.</summary>
    private sealed class Refusal(long since)
    {
        /// <summary>When the oldest request in the log was sent.</summary>
        internal long Since { get; } = since;

        internal long At { get; set; }

        internal TimeSpan RetryAfter { get; set; }

        /// <summary>Requests in the log that the service accepted.</summary>
        internal int Accepted { get; set; }

        /// <summary>Whether the pause is over; what is accepted from then on belongs to the next period.</summary>
        internal bool IsProbed { get; set; }

        /// <summary>Whether some of them had left the log when the probe was sent.</summary>
        internal bool HasExpired { get; set; }
    }
}

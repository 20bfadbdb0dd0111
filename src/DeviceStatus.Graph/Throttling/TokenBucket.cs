namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Spaces requests evenly: tokens are added at a steady rate, each request takes one, and no more than the burst that the service
/// tolerates is saved up. A refusal sets the rate to what was accepted, and while nothing is refused it grows by small steps up to the
/// configured rate. Refusals at a rate that was accepted before are tested: the rate is lowered to what is accepted now, and when that
/// does not make them rarer, they have nothing to do with the rate. Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class TokenBucket
{
    /// <summary>
    /// Requests sent at exactly the rate of the service arrive a little too early as often as too late; this share keeps the distance.
    /// </summary>
    private const double WithBurst = 0.98;

    /// <summary>Where no burst at all is allowed, nothing makes up for a latency that is a little shorter than the one before.</summary>
    private const double WithoutBurst = 0.95;
    private const double StepUp = 0.05;
    private const double LeastDecrease = 0.97;
    private const double LeastShare = 0.02;

    /// <summary>Rates that differ less than this are the same.</summary>
    private const double Tolerance = 1.001;

    /// <summary>Fewer accepted requests than this do not tell a rate.</summary>
    private const int MinSample = 5;

    /// <summary>So many refusals at a rate that was accepted before start a test, and so many end it.</summary>
    private const int RefusalsBeforeTest = 2;
    private const int RefusalsInTest = 2;
    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _clock;
    private readonly double _utilization;
    private readonly double _ceiling;
    private TimeSpan _hold = FirstHold;
    private bool _isTrial;
    private double _tokens;
    private long _filledAt;
    private long _takenAt;
    private long _changedAt;
    private double _proven;
    private (double Rate, double Share)? _test;
    private long _sampledSince;
    private int _accepted;
    private int _refused;
    private int _refusals;
    private double _lostSeconds;

    /// <summary>Makes an empty bucket.</summary>
    /// <param name="perSecond">The configured rate.</param>
    /// <param name="burst">The burst that the service tolerates.</param>
    /// <param name="emptySince">Since when the bucket of the service fills again.</param>
    /// <param name="clock">The clock.</param>
    internal TokenBucket(double perSecond, int burst, long emptySince, TimeProvider clock)
    {
        _clock = clock;
        _utilization = burst > 1 ? WithBurst : WithoutBurst;
        _ceiling = perSecond * _utilization;
        Rate = _ceiling;
        _filledAt = emptySince;
        Began = clock.GetTimestamp();
        _sampledSince = Began;
        _changedAt = Began;
        Capacity = Math.Max(1, burst - Math.Max(1, burst / 8));
    }

    /// <summary>When the spacing began.</summary>
    internal long Began { get; }

    /// <summary>Requests a second.</summary>
    internal double Rate { get; private set; }

    /// <summary>The most tokens that are saved up.</summary>
    internal int Capacity { get; }

    /// <summary>Tokens that are sent together, when so many are wanted: fewer requests than one for each token.</summary>
    internal int Chunk => Math.Max(1, Capacity / 2);

    /// <summary>How many may go now; when none, how long until some may.</summary>
    internal int Free(long now, int wanted, out TimeSpan wait)
    {
        Fill(now);
        RaiseIfDue(now);
        int needed = Math.Min(wanted, Chunk);
        wait = TimeSpan.Zero;
        if (_tokens >= needed)
        {
            return Math.Min(wanted, (int)_tokens);
        }

        wait = TimeSpan.FromSeconds((needed - _tokens) / Rate) + TimeSpan.FromTicks(1);
        return 0;
    }

    internal void Take(int count)
    {
        // A probe takes its token without asking, so what was saved up until now is added first.
        _takenAt = _clock.GetTimestamp();
        Fill(_takenAt);
        _tokens -= count;
    }

    /// <summary>Takes in that the service accepted requests.</summary>
    internal void Accepted(long sentAt, int count) => _accepted += IsSampled(sentAt) ? count : 0;

    /// <summary>Takes in refusals that chance explains. The service did not count them, so their tokens are given back.</summary>
    internal void RefusedByChance(long sentAt, int count)
    {
        // A service that saves up nothing has lost the token by the time that it gets the next request.
        bool isLost = Capacity == 1 && _takenAt > sentAt;
        _tokens = isLost ? _tokens : Math.Min(Capacity, _tokens + count);
        _refused += IsSampled(sentAt) ? count : 0;
    }

    /// <summary>Takes in refusals that chance does not explain.</summary>
    /// <returns>The share of refusals that have nothing to do with the rate, when a test found it now.</returns>
    internal double? Refused(long sentAt, int count, long now)
    {
        if (!IsSampled(sentAt))
        {
            return null;
        }

        _tokens = 0;
        _filledAt = now;
        _refused += count;
        _refusals++;
        double seconds = _clock.GetElapsedTime(_sampledSince, now).TotalSeconds - _lostSeconds;

        // What was refused came less than one request too early.
        double? measured = _accepted >= MinSample && seconds > 0 ? (_accepted + 1) / seconds : null;
        if (_test is { } before)
        {
            return _refusals < RefusalsInTest ? null : EndTest(before, measured, now);
        }

        if (Rate > _proven * _utilization * Tolerance)
        {
            Slow(measured, now);
        }
        else if (_refusals >= RefusalsBeforeTest && measured is { } rate)
        {
            _test = (Rate, Share);
            SetRate(Math.Min(rate * _utilization, Rate * LeastDecrease), now);
        }

        return null;
    }

    /// <summary>How long a number of requests takes.</summary>
    internal TimeSpan MinimumDuration(long requests, long now)
    {
        Fill(now);
        return TimeSpan.FromSeconds(Math.Max(0, requests - _tokens) / Rate);
    }

    /// <summary>The share of requests that were refused at the present rate.</summary>
    private double Share => _refused / (double)(_accepted + _refused);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Whether a request was sent at the present rate.</summary>
    private bool IsSampled(long sentAt) => sentAt >= _sampledSince;

    /// <summary>The rate was too high: goes back to what was accepted.</summary>
    private void Slow(double? measured, long now)
    {
        _proven = Math.Max(_proven, measured ?? 0);
        if (_proven > 0)
        {
            _hold = _isTrial ? Min(_hold * 2, LongestHold) : _hold;
            SetRate(Math.Min(_proven * _utilization, Rate * LeastDecrease), now);
        }
    }

    private double? EndTest((double Rate, double Share) before, double? measured, long now)
    {
        _test = null;
        double share = Share;
        if (share < before.Share / 2)
        {
            _proven = measured ?? Rate;
            SetRate(_proven * _utilization, now);
            return null;
        }

        // The refusals before were of the same kind, and so was what was proven by them.
        _proven = 0;
        SetRate(_ceiling, now);
        return share;
    }

    private void SetRate(double rate, long now)
    {
        Rate = Math.Clamp(rate, _ceiling * LeastShare, _ceiling);
        _isTrial = false;
        _changedAt = now;
        _sampledSince = now;
        _accepted = 0;
        _refused = 0;
        _refusals = 0;
        _lostSeconds = 0;
    }

    private void Fill(long now)
    {
        if (now > _filledAt)
        {
            double filled = _tokens + (_clock.GetElapsedTime(_filledAt, now).TotalSeconds * Rate);
            _tokens = Math.Min(Capacity, filled);
            _lostSeconds += (filled - _tokens) / Rate;
            _filledAt = now;
        }
    }

    private void RaiseIfDue(long now)
    {
        if (_test is { } before && _accepted * before.Share > 3)
        {
            // The lower rate made the refusals rare, so it is the rate of the service.
            _test = null;
            _proven = Rate / _utilization;
        }

        if (_test is null && Rate < _ceiling && _clock.GetElapsedTime(_changedAt, now) >= _hold)
        {
            Rate = Math.Min(_ceiling, Rate + (_ceiling * StepUp));
            _isTrial = true;
            _changedAt = now;
        }
    }
}

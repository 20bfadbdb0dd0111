namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Spaces requests evenly: tokens are added at a constant rate, each request takes one, and the capacity is the burst that the service
/// tolerates. A refusal sets the rate to the accepted rate; without refusals it increases in small steps up to the configured rate.
/// Refusals at a rate that was accepted before are tested: the rate is lowered to the accepted rate, and if that does not reduce the
/// refusals, they do not depend on the rate. Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class TokenBucket
{
    /// <summary>
    /// The safety margin of the rate. Requests that are sent at exactly the rate of the service arrive too early as often as too late.
    /// </summary>
    private const double WithBurst = 0.98;

    /// <summary>
    /// The additional margin if no burst is allowed, because then nothing compensates for a latency that is shorter than the previous one.
    /// </summary>
    private const double WithoutBurst = 0.95;
    private const double StepUp = 0.05;
    private const double MinDecrease = 0.97;
    private const double MinShare = 0.02;

    /// <summary>Rates that differ by less than this are equal.</summary>
    private const double Tolerance = 1.001;

    /// <summary>The minimum number of accepted requests to measure a rate.</summary>
    private const int MinSample = 5;

    /// <summary>The number of refusals at a previously accepted rate that start a test, and the number that ends it.</summary>
    private const int RefusalsBeforeTest = 2;
    private const int RefusalsInTest = 2;
    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(20);

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

    /// <summary>Creates an empty bucket.</summary>
    /// <param name="perSecond">The configured rate.</param>
    /// <param name="burst">The burst that the service tolerates.</param>
    /// <param name="emptySince">The time since which the bucket of the service fills again.</param>
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

    /// <summary>When the spacing started.</summary>
    internal long Began { get; }

    /// <summary>Requests a second.</summary>
    internal double Rate { get; private set; }

    /// <summary>The capacity in tokens.</summary>
    internal int Capacity { get; }

    /// <summary>The number of tokens that are used together if enough are requested, to reduce the number of HTTP requests.</summary>
    internal int Chunk => Math.Max(1, Capacity / 2);

    /// <summary>The number of requests that may be sent now. If none, the time until some may be sent.</summary>
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
        // A probe takes its token unconditionally, so the tokens up to now are added first.
        _takenAt = _clock.GetTimestamp();
        Fill(_takenAt);
        _tokens -= count;
    }

    /// <summary>Records accepted requests.</summary>
    internal void Accepted(long sentAt, int count) => _accepted += IsSampled(sentAt) ? count : 0;

    /// <summary>Records refusals that chance explains. The service did not count them, so their tokens are returned.</summary>
    internal void RefusedByChance(long sentAt, int count)
    {
        // A service without a burst no longer has the token when the next request arrives.
        bool isLost = Capacity == 1 && _takenAt > sentAt;
        _tokens = isLost ? _tokens : Math.Min(Capacity, _tokens + count);
        _refused += IsSampled(sentAt) ? count : 0;
    }

    /// <summary>Records refusals that chance does not explain.</summary>
    /// <returns>The share of refusals that do not depend on the rate, if a test has just measured it.</returns>
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

        // The refused request was less than one interval too early.
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
            SetRate(Math.Min(rate * _utilization, Rate * MinDecrease), now);
        }

        return null;
    }

    /// <summary>How long a number of requests takes.</summary>
    internal TimeSpan MinimumDuration(long requests, long now)
    {
        Fill(now);
        return TimeSpan.FromSeconds(Math.Max(0, requests - _tokens) / Rate);
    }

    /// <summary>The share of requests that were refused at the current rate.</summary>
    private double Share => _refused / (double)(_accepted + _refused);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Whether a request was sent at the current rate.</summary>
    private bool IsSampled(long sentAt) => sentAt >= _sampledSince;

    /// <summary>Lowers the rate to the accepted rate.</summary>
    private void Slow(double? measured, long now)
    {
        _proven = Math.Max(_proven, measured ?? 0);
        if (_proven > 0)
        {
            _hold = _isTrial ? Min(_hold * 2, MaxHold) : _hold;
            SetRate(Math.Min(_proven * _utilization, Rate * MinDecrease), now);
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

        // The earlier refusals had the same reason, so the rate that was measured with them is discarded.
        _proven = 0;
        SetRate(_ceiling, now);
        return share;
    }

    private void SetRate(double rate, long now)
    {
        Rate = Math.Clamp(rate, _ceiling * MinShare, _ceiling);
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
            // The lower rate reduced the refusals, so it is the rate of the service.
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

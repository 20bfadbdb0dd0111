namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Spaces requests evenly: tokens are added at a steady rate, each request takes one, and no more than the burst that the service
/// tolerates is saved up. The rate follows the service: a refusal sets it to what was accepted since the last one, and while nothing is
/// refused it grows by small steps up to the configured rate. Not thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class TokenBucket
{
    /// <summary>Requests sent at exactly the rate of the service arrive a little too early as often as too late; this share keeps the distance.</summary>
    private const double Utilization = 0.98;
    private const double StepUp = 0.05;
    private const double LeastDecrease = 0.97;
    private const double MostDecrease = 0.7;
    private const double LeastShare = 0.02;

    /// <summary>Fewer accepted requests than this do not tell a rate.</summary>
    private const int MinSample = 5;
    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    /// <summary>More refusals than this within the time do not come from a rate that was set too high.</summary>
    private const int MaxRefusals = 8;
    private static readonly TimeSpan SeriesTime = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _clock;
    private readonly double _ceiling;
    private TimeSpan _hold = FirstHold;
    private bool _isTrial;
    private double _tokens;
    private long _filledAt;
    private long _changedAt;
    private long _refusedAt;
    private int _accepted;
    private double _lostSeconds;
    private long _seriesBegan;
    private int _refusals;

    /// <summary>Makes an empty bucket.</summary>
    /// <param name="perSecond">The configured rate.</param>
    /// <param name="burst">The burst that the service tolerates.</param>
    /// <param name="emptySince">Since when the bucket of the service fills again.</param>
    /// <param name="clock">The clock.</param>
    internal TokenBucket(double perSecond, int burst, long emptySince, TimeProvider clock)
    {
        _clock = clock;
        _ceiling = perSecond * Utilization;
        Rate = _ceiling;
        _filledAt = emptySince;
        _refusedAt = emptySince;
        Began = clock.GetTimestamp();
        _changedAt = Began;
        _seriesBegan = _changedAt;
        SetBurst(burst);
    }

    /// <summary>When the spacing began.</summary>
    internal long Began { get; }

    /// <summary>Requests a second.</summary>
    internal double Rate { get; private set; }

    /// <summary>The most tokens that are saved up.</summary>
    internal int Capacity { get; private set; }

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

    internal void Take(int count) => _tokens -= count;

    /// <summary>Gives tokens back for requests that the service refused for another reason, and did not count.</summary>
    internal void Return(int count) => _tokens = Math.Min(Capacity, _tokens + count);

    /// <summary>Takes in that the service accepted requests.</summary>
    internal void Accepted(int count) => _accepted += count;

    /// <summary>The bucket of the service was empty: what it accepted since the last such moment is its rate.</summary>
    /// <returns>Whether that happened so often that the rate of the service is no steady one.</returns>
    internal bool Refused(long now)
    {
        double seconds = _clock.GetElapsedTime(_refusedAt, now).TotalSeconds - _lostSeconds;
        double measured = _accepted >= MinSample && seconds > 0 ? _accepted / seconds * Utilization : Rate * MostDecrease;
        Rate = Math.Max(_ceiling * LeastShare, Math.Min(measured, Rate * LeastDecrease));
        _hold = _isTrial ? Min(_hold * 2, LongestHold) : _hold;
        _isTrial = false;
        _changedAt = now;
        _tokens = 0;
        _filledAt = now;
        _refusedAt = now;
        _accepted = 0;
        _lostSeconds = 0;
        if (_clock.GetElapsedTime(_seriesBegan, now) >= SeriesTime)
        {
            _seriesBegan = now;
            _refusals = 0;
        }

        return ++_refusals > MaxRefusals;
    }

    /// <summary>How long a number of requests takes.</summary>
    internal TimeSpan MinimumDuration(long requests, long now)
    {
        Fill(now);
        return TimeSpan.FromSeconds(Math.Max(0, requests - _tokens) / Rate);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void SetBurst(int burst) => Capacity = Math.Max(1, burst - Math.Max(1, burst / 8));

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
        if (Rate < _ceiling && _clock.GetElapsedTime(_changedAt, now) >= _hold)
        {
            Rate = Math.Min(_ceiling, Rate + (_ceiling * StepUp));
            _isTrial = true;
            _changedAt = now;
        }
    }
}

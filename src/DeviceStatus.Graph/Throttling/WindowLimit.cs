namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The number of requests that may be sent in one period. It follows what the service accepts: down at once, up again by trials. Not
/// thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class WindowLimit
{
    /// <summary>
    /// The most periods between two trials, when the last ones were refused; more when that happened many times in succession.
    /// </summary>
    private const int MaxHoldPeriods = 4;
    private const int LongestHoldPeriods = 10;

    private readonly SendLog _log;
    private readonly TimeProvider _clock;
    private int _hold;
    private int _failedTrials;
    private int _step;
    private long _changedAt;
    private TimeSpan _trialDelay;
    private (int From, int To)? _trial;

    internal WindowLimit(int configured, SendLog log, TimeProvider clock)
    {
        Configured = configured;
        _log = log;
        _clock = clock;
        Value = configured;
    }

    /// <summary>The most that the limit is raised to.</summary>
    internal int Configured { get; private set; }

    /// <summary>The limit in force.</summary>
    internal int Value { get; private set; }

    /// <summary>Whether the limit rests on less than a whole period, so that somebody else may have used the rest of it.</summary>
    internal bool IsTentative { get; private set; }

    /// <summary>Starts again with another limit.</summary>
    internal void Reset(int configured)
    {
        Configured = configured;
        Value = configured;
        IsTentative = false;
        _trial = null;
        _hold = 0;
        _failedTrials = 0;
    }

    /// <summary>The service refused more than it had accepted: that is the limit for now.</summary>
    /// <param name="accepted">What it had accepted in the period.</param>
    /// <param name="isTentative">Whether less than a whole period is known.</param>
    internal void Shrink(int accepted, bool isTentative)
    {
        int before = Value;
        Value = Math.Clamp(accepted, 1, before);
        _changedAt = _clock.GetTimestamp();
        bool wasTentative = IsTentative;
        IsTentative = isTentative;
        if (isTentative)
        {
            _step = 1;
            _trial = null;
            return;
        }

        if (wasTentative)
        {
            // The slow start found the limit; there is nothing to try for a while.
            _hold = 1;
            _step = SmallStep(Value);
            _trialDelay = _log.Period;
            return;
        }

        if (_trial is not { } tried)
        {
            // The refusal may have nothing to do with the quota: what was lost is tried again soon, unless that failed before.
            _step = Math.Clamp(before - Value, SmallStep(Value), 2 * SmallStep(Value));
            _trialDelay = _log.Period * _hold;
            return;
        }

        bool failed = Value < (tried.From + tried.To + 1) / 2;
        _failedTrials += failed ? 1 : 0;
        _hold = failed ? Math.Clamp(_hold * 2, 1, Math.Clamp(_failedTrials, MaxHoldPeriods, LongestHoldPeriods)) : _hold;
        _step = SmallStep(Value);
        _trialDelay = _log.Period * Math.Max(1, _hold);
        _trial = null;
    }

    /// <summary>Raises the limit for a trial when one is due.</summary>
    internal void RaiseIfDue(long now)
    {
        if (Value >= Configured || _log.Used < Value)
        {
            ConfirmTrial(now);
            return;
        }

        if (IsTentative)
        {
            // Slow start: one more, and after each success twice as many.
            if (!_log.HasUnanswered)
            {
                Value = Math.Min(Configured, Value + _step);
                _step *= 2;
                IsTentative = Value < Configured;
            }

            return;
        }

        ConfirmTrial(now);
        if (_trial is null && _clock.GetElapsedTime(_changedAt, now) >= _trialDelay)
        {
            int to = Math.Min(Configured, Value + _step);
            _trial = (Value, to);
            Value = to;
            _changedAt = now;
        }
    }

    private static int SmallStep(int limit) => Math.Max(1, limit / 10);

    /// <summary>A trial that nothing refused for a period was right: the next may be larger, and sooner.</summary>
    private void ConfirmTrial(long now)
    {
        if (_trial is not null && _clock.GetElapsedTime(_changedAt, now) >= _log.Period)
        {
            _trial = null;
            _hold /= 2;
            _failedTrials = 0;
            _step *= 2;
            _trialDelay = _log.Period;
        }
    }
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// The number of requests that may be sent in one period. It follows the service: it decreases immediately and increases by trials. Not
/// thread-safe; <see cref="Pacer"/> holds the lock.
/// </summary>
internal sealed class WindowLimit
{
    /// <summary>The maximum number of periods between two trials after a refused trial.</summary>
    private const int MaxHoldPeriods = 4;

    /// <summary>The maximum number of periods between two trials after many consecutive refused trials.</summary>
    private const int MaxHoldPeriodsAfterMany = 10;

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

    /// <summary>The maximum limit.</summary>
    internal int Configured { get; private set; }

    /// <summary>The limit in force.</summary>
    internal int Value { get; private set; }

    /// <summary>Whether the limit is based on less than a whole period, so that another client may have used the rest.</summary>
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

    /// <summary>Records that the service refused further requests. The accepted number becomes the limit.</summary>
    /// <param name="accepted">The number that it accepted in the period.</param>
    /// <param name="isTentative">Whether the number is based on less than a whole period.</param>
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
            // The slow start found the limit, so there is no trial for some time.
            _hold = 1;
            _step = SmallStep(Value);
            _trialDelay = _log.Period;
            return;
        }

        if (_trial is not { } tried)
        {
            // The refusal may not depend on the quota, so the earlier limit is tried again soon unless that failed before.
            _step = Math.Clamp(before - Value, SmallStep(Value), 2 * SmallStep(Value));
            _trialDelay = _log.Period * _hold;
            return;
        }

        bool failed = Value < (tried.From + tried.To + 1) / 2;
        _failedTrials += failed ? 1 : 0;
        _hold = failed ? Math.Clamp(_hold * 2, 1, Math.Clamp(_failedTrials, MaxHoldPeriods, MaxHoldPeriodsAfterMany)) : _hold;
        _step = SmallStep(Value);
        _trialDelay = _log.Period * Math.Max(1, _hold);
        _trial = null;
    }

    /// <summary>Increases the limit for a trial if one is due.</summary>
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
            if (!_log.HasPending)
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

    /// <summary>A trial without a refusal for a period succeeded. The next one is larger and sooner.</summary>
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

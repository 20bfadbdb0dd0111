using System.Diagnostics.CodeAnalysis;

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Keeps a connection within the published quota. A request counts from when it leaves until 20 s after its answer came, because the
/// moment at which the service counts it lies somewhere in between; so no window of 20 s, wherever the service lets it begin, ever
/// holds more than the limit.
/// </summary>
public sealed class Pacer
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _maxPause;
    private readonly QuotaWindow? _writes;
    private readonly QuotaWindow? _all;
    private TaskCompletionSource _changed = NewSignal();
    private long _pausedUntil;
    private long _waitedTicks;

    /// <summary>Makes a pacer.</summary>
    /// <param name="writeLimit">Writes in 20 s; 0 = no pacing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="longestPause">A service that asks for a longer pause is not obeyed by standing still: whoever waits could not tell why.</param>
    internal Pacer(int writeLimit, TimeProvider clock, TimeSpan? longestPause = null)
    {
        _clock = clock;
        _maxPause = longestPause ?? TimeSpan.MaxValue;
        _pausedUntil = clock.GetTimestamp();
        WriteLimit = writeLimit;
        if (writeLimit > 0)
        {
            _writes = new QuotaWindow(writeLimit, PublishedQuota.Window, clock);
            _all = new QuotaWindow(
                Math.Max(PublishedQuota.Requests, writeLimit), PublishedQuota.Window, clock);
        }
    }

    /// <summary>The configured limit of writes in 20 s; 0 = no pacing.</summary>
    public int WriteLimit { get; }

    /// <summary>The limit in force now: the configured one, or less after the service said otherwise; 0 = no pacing.</summary>
    public int CurrentWriteLimit
    {
        get
        {
            lock (_gate)
            {
                return _writes?.Limit ?? 0;
            }
        }
    }

    /// <summary>How long callers have waited for quota, in total.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waitedTicks));

    /// <summary>How long a number of writes takes at the limit in force, the burst at the start included.</summary>
    /// <param name="writes">The number of writes.</param>
    /// <returns>The floor that the quota sets; zero without pacing.</returns>
    public TimeSpan MinimumDuration(long writes)
    {
        int limit = CurrentWriteLimit;
        return limit == 0 || writes <= limit ? TimeSpan.Zero : PublishedQuota.Window * ((writes - 1) / limit);
    }

    /// <summary>Waits until the quota has room.</summary>
    /// <param name="kind">What the permit is for.</param>
    /// <param name="wanted">How many requests are ready to go.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A permit for one to <paramref name="wanted"/> requests; dispose of it when the answer is there.</returns>
    internal async ValueTask<PacePermit> AcquireAsync(PaceKind kind, int wanted, CancellationToken cancellationToken)
    {
        long? began = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            TimeSpan wait;
            lock (_gate)
            {
                if (TryTake(kind, wanted, out PacePermit? permit, out wait))
                {
                    if (began is { } since)
                    {
                        Interlocked.Add(ref _waitedTicks, _clock.GetElapsedTime(since).Ticks);
                    }

                    return permit;
                }

                changed = _changed.Task;
            }

            began ??= _clock.GetTimestamp();
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait, _clock, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes a permit if the quota has room now; else says when to look again.</summary>
    internal bool TryAcquire(PaceKind kind, int wanted, [NotNullWhen(true)] out PacePermit? permit, out TimeSpan wait)
    {
        lock (_gate)
        {
            return TryTake(kind, wanted, out permit, out wait);
        }
    }

    /// <summary>Holds everything back for a while, because the service asked for it.</summary>
    /// <param name="duration">How long.</param>
    internal void Pause(TimeSpan duration)
    {
        if (duration > _maxPause)
        {
            return;
        }

        lock (_gate)
        {
            long until = _clock.GetTimestamp() + (long)(duration.TotalSeconds * _clock.TimestampFrequency);
            _pausedUntil = Math.Max(_pausedUntil, until);
        }
    }

    internal void OnResponse(PacePermit permit, int accepted, int throttled, TimeSpan? retryAfter, bool isExhausted)
    {
        lock (_gate)
        {
            _all?.OnResponse(permit.All, accepted + throttled);
            if (permit.Write is not null)
            {
                _writes!.OnResponse(permit.Write, accepted);
                if (isExhausted)
                {
                    _writes!.Shrink(permit.Write, retryAfter ?? TimeSpan.Zero);
                }
            }

            if (isExhausted)
            {
                // Without pacing, and without a word of the service, each request's own back-off is enough.
                Pause(retryAfter ?? (_writes is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1)));
            }

            TaskCompletionSource changed = _changed;
            _changed = NewSignal();
            changed.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryTake(PaceKind kind, int wanted, [NotNullWhen(true)] out PacePermit? permit, out TimeSpan wait)
    {
        permit = null;
        long now = _clock.GetTimestamp();
        if (_pausedUntil > now)
        {
            wait = _clock.GetElapsedTime(now, _pausedUntil);
            return false;
        }

        wait = TimeSpan.Zero;
        if (_all is null)
        {
            permit = new PacePermit(this, wanted, null, null);
            return true;
        }

        QuotaWindow? writes = kind == PaceKind.Write ? _writes : null;
        int free = Math.Min(_all.Free(now, wanted, out TimeSpan waitAll), writes?.Free(now, wanted, out wait) ?? int.MaxValue);
        wait = wait > waitAll ? wait : waitAll;
        if (free == 0)
        {
            return false;
        }

        int count = Math.Min(free, wanted);
        permit = new PacePermit(this, count, _all.Take(count), writes?.Take(count));
        return true;
    }
}

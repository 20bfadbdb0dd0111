using System.Diagnostics.CodeAnalysis;

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Keeps a connection within the limits of the service: a quota of writes and one of all requests, and the pauses that the service asks
/// for. After a pause one request is sent as a probe, and everything else waits for its response.
/// </summary>
public sealed class Pacer
{
    /// <summary>The pause after a refusal that names no time, doubled while probes are refused.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(4);

    /// <summary>A probe that is not answered within this time holds nothing back any longer.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _maxPause;
    private readonly AdaptiveQuota? _writes;
    private readonly AdaptiveQuota? _all;
    private readonly RefusalRun _run = new();
    private readonly StrayRefusals _strays = new();
    private TaskCompletionSource _changed = NewSignal();
    private long _pausedUntil;
    private long _probeDeadline;
    private ProbeState _probe;
    private TimeSpan _backoff = FirstPause;
    private long _sent;
    private long _waitedTicks;

    /// <summary>Makes a pacer.</summary>
    /// <param name="writeLimit">Writes in 20 s; 0 = no pacing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="longestPause">A longer pause than this is not taken, because callers could not tell why nothing happens.</param>
    internal Pacer(int writeLimit, TimeProvider clock, TimeSpan? longestPause = null)
    {
        _clock = clock;
        _maxPause = longestPause ?? TimeSpan.MaxValue;
        _pausedUntil = clock.GetTimestamp();
        WriteLimit = writeLimit;
        if (writeLimit > 0)
        {
            _writes = new AdaptiveQuota(writeLimit, PublishedQuota.Window, clock);
            _all = new AdaptiveQuota(Math.Max(PublishedQuota.Requests, writeLimit * PublishedQuota.RequestsPerWrite), PublishedQuota.Window, clock);
        }
    }

    private enum ProbeState
    {
        /// <summary>No pause is in force.</summary>
        None,

        /// <summary>The next request is the probe.</summary>
        Needed,

        /// <summary>The probe is sent and not answered.</summary>
        Sent,
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

    /// <summary>How long a number of writes takes from now, at the rate in force and after what was sent already.</summary>
    /// <param name="writes">The number of writes.</param>
    /// <returns>The least time that the quota allows; zero without pacing.</returns>
    public TimeSpan MinimumDuration(long writes)
    {
        lock (_gate)
        {
            if (_writes is null || writes <= 0)
            {
                return TimeSpan.Zero;
            }

            long now = _clock.GetTimestamp();
            TimeSpan pause = _pausedUntil > now ? _clock.GetElapsedTime(now, _pausedUntil) : TimeSpan.Zero;
            TimeSpan quota = _writes.MinimumDuration(writes);
            return quota > pause ? quota : pause;
        }
    }

    /// <summary>Waits until the quota has room.</summary>
    /// <param name="kind">What the permit is for.</param>
    /// <param name="wanted">How many requests are ready to go.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A permit for one to <paramref name="wanted"/> requests; dispose of it when the response has arrived.</returns>
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
        lock (_gate)
        {
            Hold(duration);
        }
    }

    internal void OnResponse(PacePermit permit, PaceReport report)
    {
        lock (_gate)
        {
            _all?.OnResponse(permit.All, report.Counted + report.Refused);
            _writes?.OnResponse(permit.Writes, report.Counted);
            _strays.Add(report);
            _run.Add(permit, report, refused => RefilledBetween(refused, permit));
            if (permit.IsProbe && _probe == ProbeState.Sent)
            {
                _probe = ProbeState.None;
            }

            if (report.RefusedAtEnd > 0 && _run.Length > 0 && !_strays.Explains(_run.Length))
            {
                OnExhausted(permit, report);
            }
            else
            {
                OnNotExhausted(permit, report);
            }

            TaskCompletionSource changed = _changed;
            _changed = NewSignal();
            changed.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnExhausted(PacePermit permit, PaceReport report)
    {
        if (permit.Writes is { } entry && _writes!.OnExhausted(entry, report.Refused, report.RetryAfter ?? TimeSpan.Zero) is { } share)
        {
            _strays.Learn(share);
        }

        // Without pacing, and without a time from the service, each request's own back-off is enough.
        TimeSpan pause = report.RetryAfter ?? (_writes is null ? TimeSpan.Zero : FirstPause);
        if (permit.IsProbe)
        {
            _backoff = _backoff * 2 < LongestBackoff ? _backoff * 2 : LongestBackoff;
            pause = pause > _backoff || _writes is null ? pause : _backoff;
        }

        Hold(pause);
    }

    private void OnNotExhausted(PacePermit permit, PaceReport report)
    {
        if (report.Refused > 0 && permit.Writes is { } entry)
        {
            _strays.AddExplained(report.RefusedAtEnd);
            _writes!.OnStrayRefusal(entry, report.Refused);
        }

        if (permit.IsProbe)
        {
            _backoff = FirstPause;
        }

        if (report.Succeeded == 0 || _run.Length > 0)
        {
            return;
        }

        if (_probe == ProbeState.Needed)
        {
            // What was sent after the refused requests was accepted, so nothing is used up.
            _probe = ProbeState.None;
            _pausedUntil = _clock.GetTimestamp();
            _writes?.OnRefusalPassed();
        }
        else if (permit.Writes is not null)
        {
            _writes!.OnSuccess(_clock.GetTimestamp());
        }
    }

    /// <summary>How many requests a service may have accepted anew between two permits, with room for a rate that is twice the configured one.</summary>
    private double RefilledBetween(PacePermit earlier, PacePermit later)
    {
        bool isHeld = _probe != ProbeState.None && !later.IsProbe;
        return isHeld ? 2 * _clock.GetElapsedTime(earlier.SentAt, later.SentAt) / PublishedQuota.Window * WriteLimit : 0;
    }

    private void Hold(TimeSpan duration)
    {
        if (duration > _maxPause || duration <= TimeSpan.Zero)
        {
            return;
        }

        long until = _clock.GetTimestamp() + (long)(duration.TotalSeconds * _clock.TimestampFrequency);
        _pausedUntil = Math.Max(_pausedUntil, until);
        _probe = ProbeState.Needed;
    }

    private bool TryTake(PaceKind kind, int wanted, [NotNullWhen(true)] out PacePermit? permit, out TimeSpan wait)
    {
        permit = null;
        long now = _clock.GetTimestamp();
        if (_pausedUntil > now)
        {
            wait = _clock.GetElapsedTime(now, _pausedUntil);
            return false;
        }

        if (_probe == ProbeState.Sent)
        {
            if (_probeDeadline > now)
            {
                wait = _clock.GetElapsedTime(now, _probeDeadline);
                return false;
            }

            _probe = ProbeState.None;
        }

        if (_probe == ProbeState.Needed)
        {
            _probe = ProbeState.Sent;
            _probeDeadline = now + (long)(ProbeTimeout.TotalSeconds * _clock.TimestampFrequency);
            wait = TimeSpan.Zero;
            permit = Take(kind, 1, isProbe: true);
            if (permit.Writes is not null)
            {
                _writes!.OnProbe(now);
            }

            return true;
        }

        wait = TimeSpan.Zero;
        AdaptiveQuota? writes = kind == PaceKind.Write ? _writes : null;
        int freeOfAll = _all?.Free(now, wanted, out wait) ?? wanted;
        TimeSpan waitWrites = TimeSpan.Zero;
        int free = Math.Min(freeOfAll, writes?.Free(now, wanted, out waitWrites) ?? wanted);
        if (free == 0)
        {
            wait = wait > waitWrites ? wait : waitWrites;
            return false;
        }

        permit = Take(kind, Math.Min(free, wanted), isProbe: false);
        return true;
    }

    private PacePermit Take(PaceKind kind, int count, bool isProbe) =>
        new(this, ++_sent, _clock.GetTimestamp(), count, isProbe, _all?.Take(count), kind == PaceKind.Write ? _writes?.Take(count) : null);
}

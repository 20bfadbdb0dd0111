using System.Diagnostics.CodeAnalysis;

namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Keeps a connection within the limits of the service: a quota of writes and one of all requests, and the pauses that the service asks
/// for. After a pause one request is sent as a probe, and everything else waits for its response.
/// </summary>
public sealed class Pacer
{
    /// <summary>The pause after a refusal without a time, doubled while probes are refused.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(4);

    /// <summary>The time after which a probe without a response no longer blocks other requests.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _maxPause;
    private AdaptiveQuota? _writes;
    private AdaptiveQuota? _all;
    private readonly RefusalRun _run;
    private readonly StrayRefusals _strays = new();
    private TaskCompletionSource _changed = NewSignal();
    private long _pausedUntil;
    private long _probeDeadline;
    private ProbeState _probe;
    private TimeSpan _backoff = FirstPause;
    private long _sent;
    private long _sentAt;
    private long _waitedTicks;

    /// <summary>Creates a pacer.</summary>
    /// <param name="writeLimit">Writes in 20 s; 0 = no pacing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="maxPause">The maximum pause. A longer pause would look like a hang to callers.</param>
    internal Pacer(int writeLimit, TimeProvider clock, TimeSpan? maxPause = null)
    {
        _clock = clock;
        _maxPause = maxPause ?? TimeSpan.MaxValue;
        _pausedUntil = clock.GetTimestamp();
        _sentAt = _pausedUntil;
        _run = new RefusalRun(clock);
        WriteLimit = writeLimit;
        if (writeLimit > 0)
        {
            _writes = new AdaptiveQuota(writeLimit, clock, new SendLog(PublishedQuota.Window, clock));
            _all = new AdaptiveQuota(LimitOfAll(writeLimit), clock, new SendLog(PublishedQuota.Window, clock));
        }
    }

    private enum ProbeState
    {
        /// <summary>No pause is in force.</summary>
        None,

        /// <summary>The next request is the probe.</summary>
        Needed,

        /// <summary>The probe was sent and has no response yet.</summary>
        Sent,
    }

    /// <summary>The configured limit of writes in 20 s; 0 = no pacing.</summary>
    public int WriteLimit { get; private set; }

    /// <summary>The limit in force now: the configured one, or less after refusals of the service; 0 = no pacing.</summary>
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

    /// <summary>Records the requests that are sent, or <see langword="null"/>.</summary>
    internal PaceRecorder? Recorder { get; set; }

    /// <summary>The time since the last request.</summary>
    internal TimeSpan Idle
    {
        get
        {
            lock (_gate)
            {
                return _clock.GetElapsedTime(_sentAt);
            }
        }
    }

    /// <summary>How long a number of writes takes from now, at the current rate and after the requests that were sent already.</summary>
    /// <param name="writes">The number of writes.</param>
    /// <returns>The minimum time that the quota allows; zero without pacing.</returns>
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

    /// <summary>Changes the limit. Requests that were sent still count; the measured limit of the service is discarded.</summary>
    /// <exception cref="InvalidOperationException">The pacer has no pacing.</exception>
    internal void ChangeWriteLimit(int writeLimit)
    {
        lock (_gate)
        {
            if (writeLimit == WriteLimit)
            {
                return;
            }

            if (_writes is null || _all is null || writeLimit <= 0)
            {
                throw new InvalidOperationException("A pacer without a limit cannot get one, and one with a limit cannot lose it.");
            }

            WriteLimit = writeLimit;
            _writes.Log.ChangePeriod(PublishedQuota.Window);
            _writes = new AdaptiveQuota(writeLimit, _clock, _writes.Log);
            _all = new AdaptiveQuota(LimitOfAll(writeLimit), _clock, _all.Log);
            SignalChange();
        }
    }

    /// <summary>The requests that were sent and still count, without those of other processes.</summary>
    internal IReadOnlyList<SentBatch> Sent()
    {
        lock (_gate)
        {
            if (_writes is null || _all is null)
            {
                return [];
            }

            long now = _clock.GetTimestamp();
            DateTimeOffset utc = _clock.GetUtcNow();
            _writes.Log.Expire(now);
            _all.Log.Expire(now);
            Dictionary<long, (int Requests, int Writes)> sent = [];
            foreach ((long at, int count) in _all.Log.Entries(now))
            {
                sent[at] = sent.TryGetValue(at, out (int Requests, int Writes) other)
                    ? other with { Requests = other.Requests + count }
                    : (count, 0);
            }

            foreach ((long at, int count) in _writes.Log.Entries(now))
            {
                (int requests, int writes) = sent.GetValueOrDefault(at);
                sent[at] = (Math.Max(requests, writes + count), writes + count);
            }

            return [.. sent.Select(pair =>
                new SentBatch(utc - _clock.GetElapsedTime(pair.Key, now), pair.Value.Requests, pair.Value.Writes))];
        }
    }

    /// <summary>Replaces the known requests of other processes.</summary>
    internal void SetEarlier(IReadOnlyList<SentBatch> sent)
    {
        lock (_gate)
        {
            if (_writes is null || _all is null)
            {
                return;
            }

            long now = _clock.GetTimestamp();
            DateTimeOffset utc = _clock.GetUtcNow();
            _writes.Log.RemoveEarlier();
            _all.Log.RemoveEarlier();
            foreach (SentBatch batch in sent)
            {
                TimeSpan ago = utc > batch.At ? utc - batch.At : TimeSpan.Zero;
                if (ago < PublishedQuota.Window)
                {
                    long at = now - (long)(ago.TotalSeconds * _clock.TimestampFrequency);
                    _all.Log.AddEarlier(batch.Requests, at);
                    _writes.Log.AddEarlier(batch.Writes, at);
                }
            }

            SignalChange();
        }
    }

    /// <summary>Waits until the quota allows a request.</summary>
    /// <param name="kind">What the permit is for.</param>
    /// <param name="wanted">The number of requests to send.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A permit for one to <paramref name="wanted"/> requests; dispose it when the response has arrived.</returns>
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
                // The lock is held over both, so that no change between them is missed.
                if (TryAcquire(kind, wanted, out PacePermit? permit, out wait))
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

    /// <summary>Takes a permit if the quota allows it now. Otherwise returns the time until the next attempt.</summary>
    internal bool TryAcquire(PaceKind kind, int wanted, [NotNullWhen(true)] out PacePermit? permit, out TimeSpan wait)
    {
        lock (_gate)
        {
            return TryTake(kind, wanted, out permit, out wait);
        }
    }

    internal void OnResponse(PacePermit permit, PaceReport report)
    {
        lock (_gate)
        {
            // One timestamp for both, so that they are one entry for other processes.
            long now = _clock.GetTimestamp();
            _all?.OnResponse(permit.All, report.Counted + report.Refused, now);
            _writes?.OnResponse(permit.Writes, report.Counted, now);
            Recorder?.OnChanged();
            _strays.Add(report);
            _run.Add(permit, report, refused => RefilledBetween(refused, permit), _strays.Explains);
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

            SignalChange();
        }
    }

    private static int LimitOfAll(int writeLimit) => Math.Max(PublishedQuota.Requests, writeLimit * PublishedQuota.RequestsPerWrite);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the waiting callers.</summary>
    private void SignalChange()
    {
        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private void OnExhausted(PacePermit permit, PaceReport report)
    {
        if (permit.Writes is { } entry && _writes!.OnExhausted(entry, report.Refused, report.RetryAfter ?? TimeSpan.Zero) is { } share)
        {
            _strays.Learn(share);
        }

        // Without pacing, and without a time from the service, the back-off of each request is sufficient.
        TimeSpan pause = report.RetryAfter ?? (_writes is null ? TimeSpan.Zero : FirstPause);
        if (permit.IsProbe)
        {
            _backoff = _backoff * 2 < MaxBackoff ? _backoff * 2 : MaxBackoff;
            pause = pause > _backoff || _writes is null ? pause : _backoff;
        }

        Hold(pause);
    }

    private void OnNotExhausted(PacePermit permit, PaceReport report)
    {
        if (report.Refused > 0 && permit.Writes is { } entry)
        {
            // With a window, refusals at the end of a batch may still be the start of a used-up quota.
            _strays.AddExplained(_writes!.IsSpaced ? report.RefusedAtEnd : 0);
            _writes.OnStrayRefusal(entry, report.Refused);
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
            // Requests that were sent after the refused ones were accepted, so the quota is not used up.
            _probe = ProbeState.None;
            _pausedUntil = _clock.GetTimestamp();
            _writes?.OnRefusalPassed();
        }
        else if (permit.Writes is not null)
        {
            _writes!.OnSuccess(_clock.GetTimestamp());
        }
    }

    /// <summary>The number of requests that a refill may allow between two permits, for up to twice the configured rate.</summary>
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

    private PacePermit Take(PaceKind kind, int count, bool isProbe)
    {
        _sentAt = _clock.GetTimestamp();
        Recorder?.OnChanged();
        return new PacePermit(
            this,
            ++_sent,
            _sentAt,
            count,
            isProbe,
            _all?.Take(count),
            kind == PaceKind.Write ? _writes?.Take(count) : null);
    }
}

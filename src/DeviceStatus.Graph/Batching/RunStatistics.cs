using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>The figures of one run. Can be read during the run.</summary>
public sealed class RunStatistics
{
    private readonly TimeProvider _clock;
    private readonly long[] _outcomes = new long[Enum.GetValues<RowOutcome>().Length];
    private readonly long _started;
    private long _ended;
    private long _rows;
    private long _requests;
    private long _batches;
    private long _inFlight;
    private long _retries;
    private long _throttled;
    private long _quotaWait;

    /// <summary>Creates the statistics and starts the time of the run.</summary>
    /// <param name="clock">The clock; <see langword="null"/> for the system's.</param>
    public RunStatistics(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _started = _clock.GetTimestamp();
        StartedOn = _clock.GetUtcNow();
    }

    /// <summary>When the run began, UTC.</summary>
    public DateTimeOffset StartedOn { get; }

    /// <summary>Rows posted.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Rows that ended.</summary>
    public long Completed => Done + Failed + NotSent + Unknown + Skipped;

    /// <summary>Rows that are done.</summary>
    public long Done => Of(RowOutcome.Done);

    /// <summary>Rows that were refused.</summary>
    public long Failed => Of(RowOutcome.Failed);

    /// <summary>Rows that were not sent.</summary>
    public long NotSent => Of(RowOutcome.NotSent);

    /// <summary>Rows with an unknown outcome.</summary>
    public long Unknown => Of(RowOutcome.Unknown);

    /// <summary>Rows that an earlier run had done.</summary>
    public long Skipped => Of(RowOutcome.Skipped);

    /// <summary>HTTP requests sent, a batch counted as one.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Rows that were sent and have no response yet.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Batches among the requests.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Rows sent again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Responses with status 429, counted for each item of a batch.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>How long the run waited because the quota was used up.</summary>
    public TimeSpan QuotaWait => TimeSpan.FromTicks(Interlocked.Read(ref _quotaWait));

    /// <summary>Whether the run currently waits for quota.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The duration of the run, or the time so far.</summary>
    public TimeSpan Duration
    {
        get
        {
            long ended = Interlocked.Read(ref _ended);
            return ended == 0 ? _clock.GetElapsedTime(_started) : _clock.GetElapsedTime(_started, ended);
        }
    }

    /// <summary>
    /// Whether the run was stopped because rows failed, so that the remaining rows fail again until the cause is removed.
    /// </summary>
    public bool IsStoppedByErrors { get; internal set; }

    /// <summary>Counts rows that were not sent.</summary>
    internal void AddEnded(RowOutcome outcome)
    {
        AddRow();
        RowCompleted(outcome);
    }

    internal void AddRow() => Interlocked.Increment(ref _rows);

    internal void RowCompleted(RowOutcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);

    internal void AddRequest(int rows)
    {
        Interlocked.Increment(ref _requests);
        if (rows > 1)
        {
            Interlocked.Increment(ref _batches);
        }
    }

    /// <summary>Counts rows that are sent, or, below zero, rows whose response came or will not come.</summary>
    internal void AddInFlight(int rows) => Interlocked.Add(ref _inFlight, rows);

    internal void AddRetry() => Interlocked.Increment(ref _retries);

    internal void AddThrottled(int items) => Interlocked.Add(ref _throttled, items);

    internal void BeginQuotaWait() => IsWaiting = true;

    internal void EndQuotaWait(TimeSpan waited)
    {
        IsWaiting = false;
        Interlocked.Add(ref _quotaWait, waited.Ticks);
    }

    internal void End() => Interlocked.CompareExchange(ref _ended, _clock.GetTimestamp(), 0);

    private long Of(RowOutcome outcome) => Interlocked.Read(ref _outcomes[(int)outcome]);
}

using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// The loop that selects the next request: due retries first, then new batches, each when a slot and quota are available.
/// </summary>
internal sealed class BatchDispatcher : IDisposable
{
    private readonly GraphClient _client;
    private readonly BatchOptions _options;
    private readonly RunStatistics _statistics;
    private readonly ExecutorContext _run;
    private readonly BatchSender _sender;
    private readonly Channel<RowState> _intake;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly HashSet<Task> _inFlight = [];

    /// <summary>Batches that are not full yet. Only the loop uses them.</summary>
    private readonly Dictionary<BatchKey, List<RowState>> _openBatches = [];
    private long? _lingerUntil;
    private int _queued;
    private int _suspended;
    private int _running;
    private ITimer? _grace;
    private TimeSpan _gracePeriod;
    private long _graceStarted;
    private volatile bool _isFlushRequested;
    private volatile bool _completed;
    private volatile string? _stopReason;
    private volatile Exception? _failure;

    internal BatchDispatcher(GraphClient client, BatchOptions options, RunStatistics statistics)
    {
        _client = client;
        _options = options;
        _statistics = statistics;
        _run = new ExecutorContext(client, options, statistics) { Stop = Stop };
        _slots = new SemaphoreSlim(options.ThrottleLimit);
        _sender = new BatchSender(_run);

        // The executor admits no more rows than this, so that a write to the channel never waits.
        _intake = Channel.CreateBounded<RowState>(new BoundedChannelOptions(options.Window) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>Set whenever rows have ended.</summary>
    internal AsyncSignal RowsCompleted => _run.RowsCompleted;

    /// <summary>Whether rows wait to be sent again.</summary>
    internal bool IsRetrying => !_run.Retries.IsEmpty;

    /// <summary>Adds a row.</summary>
    /// <returns>Whether the run still accepts rows.</returns>
    internal bool TryAdd(RowState row)
    {
        if (!_intake.Writer.TryWrite(row))
        {
            return false;
        }

        // The first row starts the linger time, the last row of a batch ends it. The rows between need not wake the loop.
        int queued = Interlocked.Increment(ref _queued);
        if (queued == 1 || queued == _options.BatchSize)
        {
            _run.Wake.Set();
        }

        return true;
    }

    /// <summary>Records a row that ended before it was sent.</summary>
    /// <returns>Why the run must stop, or null.</returns>
    internal string? OnCompleted(RowResult result) => _run.Guard.OnCompleted([result]);

    /// <summary>Counts a row that is held back; the run does not end before it is resumed.</summary>
    internal void Suspend() => Interlocked.Increment(ref _suspended);

    /// <summary>Sends the next request of a row that was held back.</summary>
    internal void Resume(RowState row)
    {
        _run.Retries.Add(row, TimeSpan.Zero);
        Interlocked.Decrement(ref _suspended);
        _run.Wake.Set();
    }

    /// <summary>Sends incomplete batches now.</summary>
    internal void Flush()
    {
        _isFlushRequested = true;
        _run.Wake.Set();
    }

    /// <summary>Completes the input: no row is added later.</summary>
    internal void Complete()
    {
        _completed = true;
        _intake.Writer.TryComplete();
        _run.Wake.Set();
    }

    /// <summary>Stops sending. Later rows end as not sent.</summary>
    internal void Stop(string reason) => Stop(reason, _options.StopGrace);

    /// <summary>Stops sending, and waits a limited time for the responses to requests in flight.</summary>
    internal void Stop(string reason, TimeSpan grace)
    {
        _stopReason ??= reason;
        try
        {
            _stop.Cancel();
            CancelAfter(grace);
        }
        catch (ObjectDisposedException)
        {
            // Called by a timer or a late caller after the end: there is nothing to stop.
        }

        _run.Wake.Set();
    }

    internal async Task RunAsync()
    {
        while (await NextAsync().ConfigureAwait(false) is { } batch)
        {
            foreach (List<RowState> part in BatchEnvelope.Split(batch, _run.MaxBatchBytes))
            {
                await DispatchAsync(part).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(_inFlight.ToArray()).ConfigureAwait(false);
        _statistics.End();
    }

    public void Dispose()
    {
        _grace?.Dispose();
        _stop.Dispose();
        _abort.Dispose();
        _slots.Dispose();
    }

    /// <summary>Cancels the requests in flight after a grace period. A later stop can shorten the period but not extend it.</summary>
    private void CancelAfter(TimeSpan grace)
    {
        lock (_inFlight)
        {
            if (_grace is null)
            {
                _grace = _client.Clock.CreateTimer(
                    static abort => Abort((CancellationTokenSource)abort!),
                    _abort,
                    grace,
                    Timeout.InfiniteTimeSpan);
            }
            else if (grace < _gracePeriod - _client.Clock.GetElapsedTime(_graceStarted))
            {
                _grace.Change(grace, Timeout.InfiniteTimeSpan);
            }
            else
            {
                return;
            }

            _gracePeriod = grace;
            _graceStarted = _client.Clock.GetTimestamp();
        }
    }

    private static void Abort(CancellationTokenSource abort)
    {
        try
        {
            abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // All requests in flight ended within the grace period.
        }
    }

    /// <summary>The next rows to send, or null if every row has ended and no more rows come.</summary>
    private async Task<List<RowState>?> NextAsync()
    {
        while (true)
        {
            _inFlight.RemoveWhere(static task => task.IsCompleted);

            // Both are read before the queues: rows that are queued in the meantime are then found, or wake this loop again. The number of
            // running requests is counted down before the wake-up call, unlike the completion of a task, which may come after the last
            // call.
            bool isRunning = Volatile.Read(ref _running) > 0;
            bool isSuspended = Volatile.Read(ref _suspended) > 0;
            if (_failure is { } failure)
            {
                // Its rows have no outcome and will get none, so the caller must not wait for them.
                ExceptionDispatchInfo.Throw(failure);
            }

            if (_stop.IsCancellationRequested && _run.Retries.TakeAll() is { Count: > 0 } left)
            {
                return left;
            }

            if (_run.Groups.TryDequeue(out List<RowState>? group))
            {
                return group;
            }

            if (_run.Retries.TakeDue(_options.BatchSize, out TimeSpan? untilNext) is { } due)
            {
                return due;
            }

            if (TakeFromIntake(out TimeSpan? untilLinger, out bool isIntakeEmpty) is { } batch)
            {
                return batch;
            }

            if (isIntakeEmpty && !isRunning && !isSuspended && _run.Retries.IsEmpty)
            {
                return null;
            }

            TimeSpan wait = untilNext is { } next && (untilLinger is not { } linger || next < linger)
                ? next
                : untilLinger ?? Timeout.InfiniteTimeSpan;
            await _run.Wake.WaitAsync(wait, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A full batch of new rows, or a partial batch if no more rows come or the linger time is over.</summary>
    /// <param name="untilLinger">How long the available rows wait for others; null if there are none.</param>
    /// <param name="isEmpty">Whether no row is available and none will come.</param>
    private List<RowState>? TakeFromIntake(out TimeSpan? untilLinger, out bool isEmpty)
    {
        // Read before the channel: every row that was posted before the completion is then found in it.
        bool isClosing = _completed;
        bool isFlushing = _isFlushRequested;
        _isFlushRequested = false;
        untilLinger = null;
        isEmpty = false;
        long now = _client.Clock.GetTimestamp();
        int queued = Volatile.Read(ref _queued);
        if (_lingerUntil is null && (queued > 0 || _openBatches.Count > 0))
        {
            _lingerUntil = now + (long)(_options.Linger.TotalSeconds * _client.Clock.TimestampFrequency);
        }

        bool isDue = isClosing || isFlushing || _lingerUntil <= now;
        if (isDue || queued >= _options.BatchSize)
        {
            while (_intake.Reader.TryRead(out RowState? row))
            {
                Interlocked.Decrement(ref _queued);
                if (row.Step == RowStep.Scan)
                {
                    _run.Creations!.OnSending([row]);
                    _run.CreationLookUp.Add(row, TimeSpan.Zero);
                    _run.Wake.Set();
                }
                else if (_run.Objects.TryEnter(row) && AddToBatch(row) is { } full)
                {
                    _lingerUntil = _openBatches.Count == 0 ? null : _lingerUntil;
                    return full;
                }
            }
        }

        if (isDue && _openBatches.Count > 0)
        {
            BatchKey key = _openBatches.Keys.First();
            _openBatches.Remove(key, out List<RowState>? batch);
            _isFlushRequested |= isFlushing && _openBatches.Count > 0;
            return batch;
        }

        if (_openBatches.Count == 0 && Volatile.Read(ref _queued) <= 0)
        {
            _lingerUntil = null;
            isEmpty = isClosing;
        }

        untilLinger = _lingerUntil is { } until ? Max(_client.Clock.GetElapsedTime(now, until), TimeSpan.Zero) : null;
        return null;
    }

    private List<RowState>? AddToBatch(RowState row)
    {
        BatchKey key = BatchKey.Of(row.Current);
        if (!_openBatches.TryGetValue(key, out List<RowState>? batch))
        {
            batch = new List<RowState>(_options.BatchSize);
            _openBatches[key] = batch;
        }

        batch.Add(row);
        if (batch.Count < _options.BatchSize)
        {
            return null;
        }

        _openBatches.Remove(key);
        return batch;
    }

    private async Task DispatchAsync(List<RowState> batch)
    {
        int sent = 0;
        try
        {
            while (sent < batch.Count)
            {
                await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);

                // Now, and not when the batch was put together: a response may have come while it waited for its slot.
                await _sender.EndGoneAsync(batch, sent).ConfigureAwait(false);
                if (sent == batch.Count)
                {
                    _slots.Release();
                    return;
                }

                if (_run.Guard.IsOpen)
                {
                    await WaitForServiceAsync(batch[sent]).ConfigureAwait(false);
                }

                PacePermit permit = await AcquireAsync(BatchKey.Of(batch[sent].Current).Kind, batch.Count - sent).ConfigureAwait(false);
                List<RowState> part = permit.Count == batch.Count ? batch : batch.GetRange(sent, permit.Count);
                sent += permit.Count;
                Interlocked.Increment(ref _running);
                _inFlight.Add(SendAsync(part, permit));
            }
        }
        catch (OperationCanceledException)
        {
            // The run was stopped; nothing waits for a slot any more.
            await _sender.NotSentAsync(batch.GetRange(sent, batch.Count - sent), _stopReason!).ConfigureAwait(false);
        }
    }

    /// <summary>Sends only a read as a probe until the service responds again, or stops the run.</summary>
    private async Task WaitForServiceAsync(RowState row)
    {
        TimeSpan waited = TimeSpan.Zero;
        TimeSpan patience = _client.HasResponded ? _run.Retry.MaxTotalDelay : _run.Retry.MaxUnreachedDelay;
        _run.Log?.Warning?.Invoke(
            $"{_client.Root.Authority} does not respond. The run is paused for up to {patience} and continues when the service responds.");
        for (int attempt = 1; _run.Guard.IsOpen; attempt++)
        {
            if (_run.Retry.NextDelay(attempt, waited, null) is not { } delay || waited + delay > patience)
            {
                _run.HasGivenUp = true;
                Stop($"{_client.Root.Authority} did not respond for {waited.TotalSeconds:0} s");
                throw new OperationCanceledException(_stop.Token);
            }

            waited += delay;
            await Task.Delay(delay, _client.Clock, _stop.Token).ConfigureAwait(false);
            using PacePermit permit = await AcquireAsync(PaceKind.Read, 1).ConfigureAwait(false);
            await _sender.ProbeAsync(row, _stop.Token).ConfigureAwait(false);
        }
    }

    private async Task<PacePermit> AcquireAsync(PaceKind kind, int count)
    {
        ValueTask<PacePermit> permit = _client.Pacer.AcquireAsync(kind, count, _stop.Token);
        if (permit.IsCompletedSuccessfully)
        {
            return await permit.ConfigureAwait(false);
        }

        long began = _client.Clock.GetTimestamp();
        _statistics.BeginQuotaWait();
        try
        {
            return await permit.ConfigureAwait(false);
        }
        finally
        {
            _statistics.EndQuotaWait(_client.Clock.GetElapsedTime(began));
        }
    }

    private async Task SendAsync(List<RowState> rows, PacePermit permit)
    {
        try
        {
            // On another thread, because building the payload takes time in which the next batch can be selected.
            await Task.Yield();
            using (permit)
            {
                await _sender.SendAsync(rows, permit, _abort.Token).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Thrown again by the loop.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception;
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _running);
            _run.Wake.Set();
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

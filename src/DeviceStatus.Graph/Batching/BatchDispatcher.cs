using System.Collections.Concurrent;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Batching;

/// <summary>One loop that decides what goes out next: due retries first, then new batches, each when a place and quota are free.</summary>
internal sealed class BatchDispatcher : IDisposable
{
    private readonly GraphClient _client;
    private readonly BatchOptions _options;
    private readonly RunStatistics _statistics;
    private readonly BatchSender _sender;
    private readonly ConcurrentQueue<List<WorkItem>> _intake = new();
    private readonly RetryQueue _retries;
    private readonly AsyncSignal _wake;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly HashSet<Task> _inFlight = [];
    private int _suspended;
    private int _running;
    private ITimer? _grace;
    private TimeSpan _graceLeft = TimeSpan.MaxValue;
    private volatile bool _completed;
    private volatile string? _stopReason;

    internal BatchDispatcher(GraphClient client, BatchOptions options, RunStatistics statistics)
    {
        _client = client;
        _options = options;
        _statistics = statistics;
        _wake = new AsyncSignal(client.Clock);
        RowsCompleted = new AsyncSignal(client.Clock);
        _retries = new RetryQueue(client.Clock);
        _slots = new SemaphoreSlim(options.ThrottleLimit);
        _sender = new BatchSender(client, options, statistics, _retries, RowsCompleted, Stop);
    }

    /// <summary>Set whenever rows have ended.</summary>
    internal AsyncSignal RowsCompleted { get; }

    /// <summary>Whether rows wait to be sent again.</summary>
    internal bool IsRetrying => !_retries.IsEmpty;

    internal void Add(List<WorkItem> batch)
    {
        _intake.Enqueue(batch);
        _wake.Set();
    }

    /// <summary>Counts a row that is held back; the run does not end before it goes on.</summary>
    internal void Suspend() => Interlocked.Increment(ref _suspended);

    /// <summary>Sends what a row asks for next that was held back.</summary>
    internal void Resume(WorkItem row)
    {
        _retries.Add(row, TimeSpan.Zero);
        Interlocked.Decrement(ref _suspended);
        _wake.Set();
    }

    internal void Complete()
    {
        _completed = true;
        _wake.Set();
    }

    /// <summary>Sends nothing more. Rows that come later end as not sent.</summary>
    internal void Stop(string reason) => Stop(reason, _options.StopGrace);

    /// <summary>Sends nothing more, and gives what is in flight some time to be answered.</summary>
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
            // A timer or a late caller after the end: there is nothing left to stop.
        }

        _wake.Set();
    }

    internal async Task RunAsync()
    {
        while (await NextAsync().ConfigureAwait(false) is { } batch)
        {
            await DispatchAsync(batch).ConfigureAwait(false);
        }

        await Task.WhenAll(_inFlight.ToArray()).ConfigureAwait(false);
        _statistics.End();
        RowsCompleted.Set();
    }

    public void Dispose()
    {
        _grace?.Dispose();
        _stop.Dispose();
        _abort.Dispose();
        _slots.Dispose();
    }

    /// <summary>What is in flight is cancelled after a grace; a later stop can shorten it, not lengthen it.</summary>
    private void CancelAfter(TimeSpan grace)
    {
        lock (_inFlight)
        {
            if (_grace is null)
            {
                _grace = _client.Clock.CreateTimer(static abort => Abort((CancellationTokenSource)abort!), _abort, grace, Timeout.InfiniteTimeSpan);
                _graceLeft = grace;
            }
            else if (grace < _graceLeft)
            {
                _grace.Change(grace, Timeout.InfiniteTimeSpan);
                _graceLeft = grace;
            }
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
            // Everything in flight ended within the grace.
        }
    }

    /// <summary>The next rows to send, or null when every row has ended and no more come.</summary>
    private async Task<List<WorkItem>?> NextAsync()
    {
        while (true)
        {
            _inFlight.RemoveWhere(static task => task.IsCompleted);

            // Both are read before the queues are looked at: what they put there meanwhile is then found, or wakes this loop again. Running
            // is counted down before the wake-up call, unlike the completion of a task: that one may come after the last call.
            bool isRunning = Volatile.Read(ref _running) > 0;
            bool isHolding = Volatile.Read(ref _suspended) > 0;
            if (_stop.IsCancellationRequested && _retries.TakeAll() is { Count: > 0 } left)
            {
                return left;
            }

            if (_retries.TakeDue(_options.BatchSize, out TimeSpan? untilNext) is { } due)
            {
                return due;
            }

            // Read before the queue is looked at: what was posted before completion is then always seen.
            bool completed = _completed;
            if (_intake.TryDequeue(out List<WorkItem>? batch))
            {
                return batch;
            }

            if (completed && !isRunning && !isHolding && untilNext is null)
            {
                return null;
            }

            await _wake.WaitAsync(untilNext ?? Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task DispatchAsync(List<WorkItem> batch)
    {
        int sent = 0;
        try
        {
            while (sent < batch.Count)
            {
                await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
                PacePermit permit;
                try
                {
                    permit = await AcquireAsync(batch, batch.Count - sent).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    _slots.Release();
                    throw;
                }

                List<WorkItem> part = permit.Count == batch.Count ? batch : batch.GetRange(sent, permit.Count);
                sent += permit.Count;
                Interlocked.Increment(ref _running);
                _inFlight.Add(SendAsync(part, permit));
            }
        }
        catch (OperationCanceledException)
        {
            await _sender.NotSentAsync(batch.GetRange(sent, batch.Count - sent), _stopReason ?? "the run was stopped").ConfigureAwait(false);
        }
    }

    private async Task<PacePermit> AcquireAsync(List<WorkItem> batch, int count)
    {
        ValueTask<PacePermit> permit = _client.Pacer.AcquireAsync(BatchKey.Of(batch[0].Current!).Kind, count, _stop.Token);
        if (permit.IsCompletedSuccessfully)
        {
            return permit.Result;
        }

        long began = _client.Clock.GetTimestamp();
        _statistics.SetWaiting(true, TimeSpan.Zero);
        try
        {
            return await permit.ConfigureAwait(false);
        }
        finally
        {
            _statistics.SetWaiting(false, _client.Clock.GetElapsedTime(began));
        }
    }

    private async Task SendAsync(List<WorkItem> rows, PacePermit permit)
    {
        try
        {
            // Off the dispatcher's thread: building the payload is work, and the next batch can be chosen meanwhile.
            await Task.Yield();
            using (permit)
            {
                await _sender.SendAsync(rows, permit, _abort.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _running);
            _wake.Set();
        }
    }
}

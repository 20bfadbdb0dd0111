using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Carries out a stream of changes: in batches, several in flight, paced, retried, journalled; outcomes come back in the order of the input.
/// One caller posts and takes; everything else happens on other threads. Every row posted ends as exactly one outcome.
/// </summary>
public sealed class BatchExecutor : IAsyncDisposable
{
    /// <summary>What a timer can hold; a longer budget is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly GraphClient _client;
    private readonly BatchOptions _options;
    private readonly int _normalWindow;
    private readonly Queue<WorkItem> _order = new();
    private readonly BatchDispatcher _dispatcher;
    private readonly ITimer _linger;
    private readonly ITimer? _budget;
    private readonly object _gate = new();
    private readonly Dictionary<BatchKey, List<WorkItem>> _openBatches = [];
    private readonly Task _work;
    private bool _lingering;
    private bool _completed;

    /// <summary>Starts a run.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="options">How to carry the run out.</param>
    public BatchExecutor(GraphClient client, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, BatchOptions.MaxBatchSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThrottleLimit, 1);
        _client = client;
        _options = options;
        _normalWindow = Math.Min(options.Window, Math.Max(1024, 2 * options.BatchSize * options.ThrottleLimit));
        Statistics = new RunStatistics(client.Clock);
        _dispatcher = new BatchDispatcher(client, options, Statistics);
        _linger = client.Clock.CreateTimer(
            static state => ((BatchExecutor)state!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (options.TimeBudget is { } budget && budget < LongestTimer)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero, nameof(options.TimeBudget));
            _budget = client.Clock.CreateTimer(
                _ => _dispatcher.Stop($"the time budget of {budget} ran out", options.BudgetGrace), null, budget, Timeout.InfiniteTimeSpan);
        }

        _work = Task.Run(_dispatcher.RunAsync);
    }

    /// <summary>The figures of the run.</summary>
    public RunStatistics Statistics { get; }

    /// <summary>Rows posted and not yet taken.</summary>
    public int Outstanding => _order.Count;

    /// <summary>Whether so many rows are under way that a settled one must be taken before the next can be posted.</summary>
    /// <remarks>
    /// A few batches ahead of those in flight are enough to keep them in flight; more is only memory. While rows wait to be sent again
    /// those behind them must not wait as well, so then the whole window is open.
    /// </remarks>
    public bool IsFull => _order.Count >= _normalWindow && (_order.Count >= _options.Window || !_dispatcher.IsRetrying);

    /// <summary>The row whose outcome comes next.</summary>
    internal WorkItem? First => _order.TryPeek(out WorkItem? row) ? row : null;

    /// <summary>Takes in a row. Does not wait; see <see cref="IsFull"/>.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="InvalidOperationException">The window is full, or the run was completed or stopped.</exception>
    public void Post(WorkItem row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_completed)
        {
            throw new InvalidOperationException("The run has ended; no more rows can be posted.");
        }

        if (IsFull)
        {
            throw new InvalidOperationException("The window is full: take a settled row first.");
        }

        _order.Enqueue(row);
        Statistics.AddRow();
        if (row.Request is { } request && !row.IsCompleted && Admit(row))
        {
            row.Current = request;
            row.WantsEntity = _options.ReturnObjects;
            Add(row, BatchKey.Of(request));
        }
        else
        {
            Statistics.RowCompleted(row.Outcome);
        }
    }

    /// <summary>Takes the next row in input order, if it has ended.</summary>
    /// <param name="row">The row.</param>
    /// <returns><see langword="false"/> when the next row has not ended, or there is none.</returns>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WorkItem? row)
    {
        if (_order.TryPeek(out row) && row.IsCompleted)
        {
            _order.Dequeue();
            return true;
        }

        row = null;
        return false;
    }

    /// <summary>Waits until the next row in input order may have ended, or the time has passed.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A task that ends with the wait.</returns>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_order.TryPeek(out WorkItem? head) && !head.IsCompleted)
        {
            if (_work.IsFaulted)
            {
                // Cannot happen; if it does, an error is better than a wait without end.
                await _work.ConfigureAwait(false);
            }

            await _dispatcher.RowsCompleted.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says that no more rows come: what waits for company goes out now.</summary>
    public void Complete()
    {
        _completed = true;
        Flush();
        _dispatcher.Complete();
    }

    /// <summary>
    /// Ends the run early: nothing more is sent, what is in flight is awaited for <see cref="BatchOptions.StopGrace"/> and then cancelled.
    /// Afterwards every row has an outcome and nothing is left running.
    /// </summary>
    /// <param name="reason">Why, for the message of each row.</param>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public async Task StopAsync(string reason)
    {
        _dispatcher.Stop(reason);
        Complete();
        await _work.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync("the run was ended").ConfigureAwait(false);
        await _linger.DisposeAsync().ConfigureAwait(false);
        if (_budget is not null)
        {
            await _budget.DisposeAsync().ConfigureAwait(false);
        }

        _dispatcher.Dispose();
    }

    /// <summary>Counts a row that has more to ask for and is held back by whoever calls this.</summary>
    internal void Suspend() => _dispatcher.Suspend();

    /// <summary>Sends what a row asks for next that was held back.</summary>
    internal void Resume(WorkItem row) => _dispatcher.Resume(row);

    /// <summary>Asks the journal what an earlier run did with the row.</summary>
    private bool Admit(WorkItem row)
    {
        if (_options.Journal is not { } journal)
        {
            return true;
        }

        JournalState state = journal.Admit(row.Request!, out string key);
        row.JournalKey = key;
        switch (state)
        {
            case JournalState.Done:
                row.Complete(RowOutcome.Skipped, null);
                return false;
            case JournalState.InDoubt when !row.Request!.IsRepeatable && !_options.RetryInDoubt:
                row.Complete(RowOutcome.Unknown, GraphFailureFactory.OutcomeUnknown(
                    row.Request, row.Request.UriUnder(_client.Root), "an earlier run ended before its answer came, as the journal says; add -RetryInDoubt to send it again.", null));
                return false;
            case JournalState.InDoubt:
                row.HasInconclusiveAttempt = true;
                return true;
            default:
                return true;
        }
    }

    private void Add(WorkItem row, BatchKey key)
    {
        List<WorkItem>? full = null;
        lock (_gate)
        {
            if (!_openBatches.TryGetValue(key, out List<WorkItem>? batch))
            {
                batch = new List<WorkItem>(_options.BatchSize);
                _openBatches[key] = batch;
            }

            batch.Add(row);
            if (batch.Count >= _options.BatchSize)
            {
                full = batch;
                _openBatches.Remove(key);
            }
            else if (!_lingering)
            {
                _lingering = true;
                _linger.Change(_options.Linger, Timeout.InfiniteTimeSpan);
            }
        }

        if (full is not null)
        {
            _dispatcher.Add(full);
        }
    }

    /// <summary>Sends what waits for company.</summary>
    internal void Flush()
    {
        List<List<WorkItem>> batches;
        lock (_gate)
        {
            _lingering = false;
            batches = [.. _openBatches.Values];
            _openBatches.Clear();
        }

        foreach (List<WorkItem> batch in batches)
        {
            _dispatcher.Add(batch);
        }
    }
}

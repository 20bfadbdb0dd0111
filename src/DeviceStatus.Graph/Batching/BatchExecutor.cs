using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Sends a stream of requests in batches, several in flight, with pacing, retries and a journal. Outcomes are returned in input order. One
/// task posts and one task takes (they may be the same). Every posted row gets exactly one outcome.
/// </summary>
public sealed class BatchExecutor : IAsyncDisposable
{
    /// <summary>The maximum time of a timer. A longer budget means no limit.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(49);

    private readonly GraphClient _client;
    private readonly BatchOptions _options;
    private readonly int _normalWindow;
    private readonly ConcurrentQueue<RowState> _order = new();
    private readonly BatchDispatcher _dispatcher;
    private readonly AsyncSignal _taken;
    private readonly ITimer? _budget;
    private readonly Task _work;

    /// <summary>The objects that this run writes. Only for a run that continues a journal.</summary>
    private readonly HashSet<string>? _written;
    private bool _completed;

    /// <summary>Creates the executor and starts its run.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="options">The settings of the run.</param>
    public BatchExecutor(GraphClient client, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, BatchOptions.MaxBatchSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThrottleLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, 1);
        _client = client;
        _options = options;
        _normalWindow = Math.Min(options.Window, options.NormalWindow ?? Math.Max(1024, 2 * options.BatchSize * options.ThrottleLimit));
        _written = options.Journal is { PriorDone: > 0 }
            ? options.WrittenObjects ?? new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            : null;
        Statistics = new RunStatistics(client.Clock);
        _taken = new AsyncSignal(client.Clock);
        _dispatcher = new BatchDispatcher(client, options, Statistics);
        if (options.TimeBudget is { } budget && budget < MaxTimer)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero, nameof(options.TimeBudget));
            _budget = client.Clock.CreateTimer(
                _ => _dispatcher.Stop($"the time budget of {budget} is used up", options.BudgetGrace),
                null,
                budget > options.TimeUsed ? budget - options.TimeUsed : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan);
        }

        _work = Task.Run(_dispatcher.RunAsync);

        // A caller that waits already must learn of a failure as well.
        _ = _work.ContinueWith(
            _ => _dispatcher.RowsCompleted.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        options.ErrorLimit?.Register(_dispatcher.Stop);
    }

    /// <summary>The figures of the run.</summary>
    public RunStatistics Statistics { get; }

    /// <summary>Rows posted and not yet taken.</summary>
    public int Outstanding => _order.Count;

    /// <summary>The row whose outcome comes next.</summary>
    internal RowState? First => _order.TryPeek(out RowState? row) ? row : null;

    /// <summary>
    /// Whether a row must be taken before the next can be posted. A few batches in advance are enough to keep the slots busy; more would
    /// only use memory. Rows that wait for a retry must not block later rows, so then the whole window is available.
    /// </summary>
    private bool IsFull => Outstanding is var count && count >= _normalWindow && (count >= _options.Window || !_dispatcher.IsRetrying);

    /// <summary>Posts a row, unless too many rows are pending. Does not wait.</summary>
    /// <param name="item">The row.</param>
    /// <returns><see langword="false"/> when a row must be taken first.</returns>
    /// <exception cref="InvalidOperationException">The run was completed or stopped by its owner.</exception>
    public bool TryPost(WorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return TryPost(item, null);
    }

    /// <summary>Posts a row and waits while too many rows are pending. Another task must take the outcomes in the meantime.</summary>
    /// <param name="item">The row.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A task that completes when the row is posted.</returns>
    /// <exception cref="InvalidOperationException">The run was completed or stopped by its owner.</exception>
    public async Task PostAsync(WorkItem item, CancellationToken cancellationToken)
    {
        while (!TryPost(item))
        {
            await _taken.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the next outcome in input order, if it is available.</summary>
    /// <param name="result">The outcome.</param>
    /// <returns><see langword="false"/> if the next row has not ended, or there is none.</returns>
    public bool TryTake([NotNullWhen(true)] out RowResult? result)
    {
        result = First?.Result;
        if (result is null)
        {
            return false;
        }

        _order.TryDequeue(out _);
        _taken.Set();
        return true;
    }

    /// <summary>Waits until the next row in input order may have ended, or the time has passed.</summary>
    /// <param name="atMost">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A task that ends with the wait.</returns>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (First is { Result: null })
        {
            PrepareToWait();
            await _dispatcher.RowsCompleted.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Signals that no more rows come. Incomplete batches are sent now.</summary>
    public void Complete()
    {
        _completed = true;
        _dispatcher.Complete();
    }

    /// <summary>
    /// Ends the run early: no more requests are sent, and requests in flight are cancelled after <see cref="BatchOptions.StopGrace"/>.
    /// Afterwards every row has an outcome and no task is running.
    /// </summary>
    /// <param name="reason">The reason, for the message of each row.</param>
    /// <returns>A task that completes when no task is running.</returns>
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
        if (_budget is not null)
        {
            await _budget.DisposeAsync().ConfigureAwait(false);
        }

        _dispatcher.Dispose();

        // The process may end now, before the recorder's next turn.
        if (_client.Pacer.Recorder is { } recorder)
        {
            await Task.Run(recorder.Save).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a row. A list has the pages that it fills.</summary>
    internal bool TryPost(WorkItem item, Func<RowState, PageStream>? createPages)
    {
        if (_completed)
        {
            throw new InvalidOperationException("The run has ended; no more rows can be posted.");
        }

        if (IsFull)
        {
            return false;
        }

        if (item.Request is null)
        {
            RowState refused = new(item);
            _order.Enqueue(refused);
            Statistics.AddRow();
            Complete(refused, new RowResult(item, item.IsUnchanged ? RowOutcome.Done : RowOutcome.Failed, item.CheckFailure));
            return true;
        }

        RowState row = new(item) { WantsEntity = _options.ReturnObjects };
        row.Pages = createPages?.Invoke(row);
        _order.Enqueue(row);
        Statistics.AddRow();
        if (Admit(row) && !_dispatcher.TryAdd(row))
        {
            throw new InvalidOperationException("The intake of the run is closed.");
        }

        return true;
    }

    /// <summary>Called before a wait for the next row. Throws if the dispatcher failed: an error is better than an endless wait.</summary>
    internal void PrepareToWait()
    {
        if (_work.IsFaulted)
        {
            // The task has ended, so this does not block; it throws what ended it.
            _work.GetAwaiter().GetResult();
        }

        if (First is { Result: null } needed)
        {
            _client.Budget.OnNeeded(new ResponseOwner(Statistics, needed.Number));
        }
    }

    /// <summary>Counts a row that is held back by the caller.</summary>
    internal void Suspend() => _dispatcher.Suspend();

    /// <summary>Sends the next request of a row that was held back.</summary>
    internal void Resume(RowState row) => _dispatcher.Resume(row);

    /// <summary>Sends incomplete batches now.</summary>
    internal void Flush() => _dispatcher.Flush();

    private void Complete(RowState row, RowResult result)
    {
        row.Complete(result);
        Statistics.RowCompleted(result.Outcome);
        if (_dispatcher.OnCompleted(result) is { } reason)
        {
            Statistics.IsStoppedByErrors = true;
            _dispatcher.Stop(reason);
        }
    }

    /// <summary>Gets the state of the row after earlier runs from the journal.</summary>
    /// <returns>Whether the row must be sent or its object must be read.</returns>
    private bool Admit(RowState row)
    {
        if (_options.Journal is not { } journal)
        {
            return true;
        }

        GraphRequest request = row.Request;
        JournalState state = journal.Admit(request, _options.JournalScope?.Identity, out string key);
        row.JournalKey = key;
        long? creator = LaterCreator(journal, row);
        if (state == JournalState.Done && (creator is not null || !IsOverwritten(request)))
        {
            Complete(row, new RowResult(row.Item, RowOutcome.Skipped, null));
            return false;
        }

        if (creator is { } later)
        {
            bool isOpen = state == JournalState.Open;
            GraphFailure failure = GraphFailureFactory.Superseded(request, request.UriUnder(_client.Root), later, isOpen);
            Complete(row, new RowResult(row.Item, isOpen ? RowOutcome.Failed : RowOutcome.Unknown, failure));
            return false;
        }

        if (state != JournalState.Open)
        {
            row.IsInDoubt = true;
            if (request.ObjectPath is not null)
            {
                row.SetRead(RowStep.LookUp);
            }
            else if (_options.RetryInDoubt && request.IsComparable)
            {
                row.SetScan();
            }
            else
            {
                string why = "an earlier run ended before its response arrived, as the journal says"
                    + (_options.RetryInDoubt
                        ? ", and the row sets no value by which the object could be found."
                        : "; add -RetryInDoubt to look for the object and send it again.");
                Complete(row, new RowResult(
                    row.Item, RowOutcome.Unknown, GraphFailureFactory.OutcomeUnknown(request, request.UriUnder(_client.Root), why, null)));
                return false;
            }
        }

        if (_written is not null && request.ObjectPath is { } path)
        {
            _written.Add(path);
        }

        return true;
    }

    /// <summary>
    /// The later row whose POST created the object of a row in an earlier run, or null. Unlike an update, it cannot be sent again, so the
    /// earlier row must not undo it.
    /// </summary>
    private long? LaterCreator(RunJournal journal, RowState row)
    {
        GraphRequest request = row.Request;
        if (!request.IsRepeatable || request.Id is not { Length: > 0 } id)
        {
            return null;
        }

        return journal.RowThatCreated(_options.JournalScope?.Owner, request.CreatedObject(id)) is { } creator && creator > row.Number
            ? creator
            : null;
    }

    /// <summary>
    /// Whether this run writes an earlier row of the same object, which would undo what the earlier run did for this later row.
    /// </summary>
    private bool IsOverwritten(GraphRequest request) =>
        request.IsRepeatable && request.ObjectPath is { } path && _written?.Contains(path) == true;
}

using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Sends a stream of reads in batches, several in flight, with pacing and retries. The results are returned in input order, page by page.
/// One caller posts and takes.
/// </summary>
public sealed class ReadExecutor : IAsyncDisposable
{
    /// <summary>The default number of objects that may wait to be taken; it limits the memory of a run.</summary>
    public const int DefaultReadAhead = 50_000;

    private readonly GraphClient _client;
    private readonly BatchExecutor _requests;
    private readonly ReadAheadLimiter _readAhead;
    private readonly TextCache _texts = new();
    private int _lists;

    /// <summary>Creates the executor and starts its run.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="log">Where to trace, or <see langword="null"/>.</param>
    /// <param name="readAhead">The number of objects that may wait to be taken. With 0, the next page of a list is requested when the
    /// caller waits for more than it has.</param>
    public ReadExecutor(GraphClient client, GraphLog? log = null, int readAhead = DefaultReadAhead)
        : this(client, log, readAhead, null)
    {
    }

    internal ReadExecutor(
        GraphClient client,
        GraphLog? log,
        int readAhead,
        RetryPolicy? retry,
        AsyncSignal? partsArrived = null,
        Predicate<ResourceDescriptor>? skipsGone = null)
    {
        _client = client;
        _requests = new BatchExecutor(client, new BatchOptions
        {
            ReturnObjects = true,

            // A read changes nothing, so it needs no grace when the run ends early.
            StopGrace = TimeSpan.Zero,
            Log = log,
            Retry = retry,
            StopsWhenRefused = false,
            RowsCompleted = partsArrived,
            SkipsGone = skipsGone,
        });
        _readAhead = new ReadAheadLimiter(readAhead, _requests.Suspend, _requests.Resume);
    }

    /// <summary>The figures of the run; a row is one read.</summary>
    public RunStatistics Statistics => _requests.Statistics;

    /// <summary>Reads posted and not yet taken to their end.</summary>
    public int Outstanding => _requests.Outstanding;

    /// <summary>Posts a read, unless too many are pending. Does not wait.</summary>
    /// <param name="item">The read, or a row that failed a check.</param>
    /// <param name="filter">The filter of a list, or <see langword="null"/> for all objects.</param>
    /// <returns><see langword="false"/> if a part must be taken first.</returns>
    /// <exception cref="InvalidOperationException">The run was completed.</exception>
    public bool TryPost(WorkItem item, ListFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (IsFull || !_requests.TryPost(item, item.Request is { IsList: true } ? CreatePages : null))
        {
            return false;
        }

        _lists += item.Request is { IsList: true } ? 1 : 0;
        return true;

        PageStream CreatePages(RowState row)
        {
            if (Outstanding == 0)
            {
                _readAhead.SetCurrent(row);
            }

            return new PageStream(_readAhead, filter, _texts, _client.Budget);
        }
    }

    /// <summary>Takes the next part in input order, if it is available.</summary>
    /// <param name="part">The part.</param>
    /// <returns><see langword="false"/> if it is not available yet, or no read is pending.</returns>
    public bool TryTake([NotNullWhen(true)] out ReadPart? part)
    {
        part = null;
        if (_requests.First is not { } first)
        {
            return false;
        }

        // Read before the pages: all pages were added before the row ended.
        bool ended = first.Result is not null;
        if (first.Pages is { } pages && pages.TryTake(out IReadOnlyList<StatusEntity> page))
        {
            part = new ReadPart(first.Item, page, null);
            return true;
        }

        if (!ended || !_requests.TryTake(out RowResult? result))
        {
            return false;
        }

        _lists -= first.Pages is null ? 0 : 1;
        _readAhead.SetCurrent(_requests.First);
        part = new ReadPart(first.Item, result.Entity is { } entity ? [entity] : [], result);
        return true;
    }

    /// <summary>Waits until the next part may be there, or the time has passed.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A task that ends with the wait.</returns>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        FlushIfFull();
        return _requests.WaitAsync(atMost, cancellationToken);
    }

    /// <summary>Called before a wait for several executors: sends what waits for more reads, which will not come.</summary>
    internal void FlushIfFull()
    {
        _requests.PrepareToWait();
        if (IsFull)
        {
            _requests.Flush();
        }
    }

    /// <summary>Signals that no more reads come. Incomplete batches are sent now.</summary>
    public void Complete() => _requests.Complete();

    private bool IsFull => Outstanding > 0 && !_readAhead.HasRoomFor(_lists);

    /// <summary>Ends the run at any point. Afterwards no task is running.</summary>
    /// <returns>A task that completes when no task is running.</returns>
    public async ValueTask DisposeAsync()
    {
        _readAhead.Release();
        await _requests.DisposeAsync().ConfigureAwait(false);

        // Every row has ended. The memory of pages that were not taken is released.
        while (TryTake(out _))
        {
        }
    }
}

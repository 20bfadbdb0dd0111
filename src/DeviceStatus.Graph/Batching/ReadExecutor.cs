using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Carries out a stream of reads side by side: in batches, several in flight, paced and retried like everything else; what they bring
/// comes back in the order of the input, page by page. One caller posts and takes; everything else happens on other threads.
/// </summary>
public sealed class ReadExecutor : IAsyncDisposable
{
    /// <summary>Objects that may wait to be taken before no more are asked for; with those on their way it bounds the memory.</summary>
    public const int DefaultReadAhead = 50_000;

    private readonly BatchExecutor _requests;
    private readonly ReadAheadLimiter _readAhead;
    private int _lists;

    /// <summary>Starts a run.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="log">Where to trace, or <see langword="null"/>.</param>
    /// <param name="readAhead">
    /// The number of objects that may wait to be taken. With 0, the next page of a list is requested when the caller waits for more than it has.
    /// </param>
    public ReadExecutor(GraphClient client, GraphLog? log = null, int readAhead = DefaultReadAhead)
        : this(client, log, readAhead, null)
    {
    }

    internal ReadExecutor(GraphClient client, GraphLog? log, int readAhead, RetryPolicy? retry)
    {
        // A read changes nothing, so it needs no grace when the run ends early.
        _requests = new BatchExecutor(client, new BatchOptions { ReturnObjects = true, StopGrace = TimeSpan.Zero, Log = log, Retry = retry });
        _readAhead = new ReadAheadLimiter(readAhead, _requests.Suspend, _requests.Resume);
    }

    /// <summary>The figures of the run; a row is one read.</summary>
    public RunStatistics Statistics => _requests.Statistics;

    /// <summary>Reads posted and not yet taken to their end.</summary>
    public int Outstanding => _requests.Outstanding;

    /// <summary>Whether so much is under way that something must be taken before the next read can be posted.</summary>
    public bool IsFull => _requests.IsFull || (Outstanding > 0 && !_readAhead.HasRoomFor(_lists));

    /// <summary>Takes in a read. Does not wait; see <see cref="IsFull"/>.</summary>
    /// <param name="row">The read, or a row that was refused before and takes its place in the order.</param>
    /// <param name="screen">What of a list is wanted; <see langword="null"/> for everything.</param>
    /// <exception cref="InvalidOperationException">The window is full.</exception>
    public void Post(WorkItem row, ListFilter? screen = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Request is { IsList: true })
        {
            row.Pages = new PageStream(_readAhead, screen);
            _lists++;
        }

        if (Outstanding == 0)
        {
            _readAhead.SetCurrent(row);
        }

        _requests.Post(row);
    }

    /// <summary>Takes the next piece in input order, if it is there.</summary>
    /// <param name="part">The piece.</param>
    /// <returns><see langword="false"/> when it is not there yet, or nothing is under way.</returns>
    public bool TryTake([NotNullWhen(true)] out ReadPart? part)
    {
        part = null;
        if (_requests.First is not { } first)
        {
            return false;
        }

        // Looked at before the pages: all of them were there when the row ended.
        bool ended = first.IsCompleted;
        if (first.Pages is { } pages && pages.TryTake(out IReadOnlyList<StatusEntity> page))
        {
            part = new ReadPart(first, page, false);
            return true;
        }

        if (!ended || !_requests.TryTake(out WorkItem? row))
        {
            return false;
        }

        _lists -= row.Pages is null ? 0 : 1;
        _readAhead.SetCurrent(_requests.First);
        part = new ReadPart(row, row.Entity is { } entity ? [entity] : [], true);
        return true;
    }

    /// <summary>Waits until the next piece may be there, or the time has passed.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>A task that ends with the wait.</returns>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (IsFull)
        {
            _requests.Flush();
        }

        return _requests.WaitAsync(atMost, cancellationToken);
    }

    /// <summary>Says that no more reads come: what waits for company goes out now.</summary>
    public void Complete() => _requests.Complete();

    /// <summary>Ends the run, however far it came; nothing is left running.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        _readAhead.Release();
        await _requests.DisposeAsync().ConfigureAwait(false);
    }
}

using System.Collections.Concurrent;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The pages of one list: added by the tasks that fetch them, taken by one caller.</summary>
internal sealed class PageStream
{
    /// <summary>A page counts as many objects as it has, or as its bytes would make usual ones.</summary>
    private const int UsualObjectBytes = 2048;

    private readonly ConcurrentQueue<(IReadOnlyList<StatusEntity> Items, int Weight, long Bytes)> _pages = new();
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly ReadAheadLimiter _readAhead;
    private readonly ListFilter? _filter;
    private readonly ResponseBudget? _budget;
    private readonly object _gate = new();
    private volatile bool _isAwaited;
    private int _emptyPages;

    internal PageStream(ReadAheadLimiter readAhead, ListFilter? filter, TextCache texts, ResponseBudget? budget = null)
    {
        _budget = budget;
        Texts = texts;
        _readAhead = readAhead;
        _filter = filter;
    }

    /// <summary>The texts that the lists of the run have in common.</summary>
    internal TextCache Texts { get; }

    /// <summary>Whether the caller waits for a page, or has taken every page that came.</summary>
    internal bool NeedsPage => _isAwaited || _pages.IsEmpty;

    /// <summary>Adds a page. The request of the following page is then the row's next request.</summary>
    /// <returns><see langword="false"/> when the list is complete.</returns>
    /// <exception cref="GraphFailureException">The link to the next page is not usable. The objects of the page were added.</exception>
    internal bool Add(RowState row, GraphPage page, Uri root)
    {
        _emptyPages = page.Items.Count == 0 ? _emptyPages + 1 : 0;
        IReadOnlyList<StatusEntity> items = _filter?.Apply(page.Items) ?? page.Items;
        GraphRequest? next = null;
        GraphFailure? failure = null;
        try
        {
            next = NextRequest(row.Current, page, root);
        }
        catch (GraphFailureException exception)
        {
            failure = exception.Failure;
        }

        if (next is not null)
        {
            row.SetNextPage(next);
        }

        // Items that a filter dropped do not wait to be taken.
        long bytes = items.Count == 0 ? 0 : (long)page.Length * items.Count / page.Items.Count;
        int weight = Math.Max(items.Count, (int)(bytes / UsualObjectBytes));
        _budget?.AddPage(bytes);
        lock (_gate)
        {
            _pages.Enqueue((items, weight, bytes));
            row.HasNextPage = _readAhead.OnPageReceived(row, weight, next is not null);

            // This page is what the caller waited for. A caller that is slow to take it must not lead to a request for a further page.
            _isAwaited = false;
        }

        return failure is null ? next is not null : throw new GraphFailureException(failure);
    }

    /// <summary>The request of the page that follows; <see langword="null"/> when the list is complete.</summary>
    private GraphRequest? NextRequest(GraphRequest request, GraphPage page, Uri root)
    {
        if (_filter?.IsComplete == true)
        {
            return null;
        }

        if (page.LinkFailure is { } refused)
        {
            throw new GraphFailureException(refused);
        }

        if (page.NextLink is { } link)
        {
            if (!_links.Add(link.AbsoluteUri))
            {
                throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, link));
            }

            if (_emptyPages >= GraphPage.MaxEmptyPages)
            {
                throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, link, isEmpty: true));
            }
        }

        return _filter?.CreateSecondRequest()
            ?? (page.NextLink is { } further ? GraphPage.CreateRequest(request, further, root) : null);
    }

    internal bool TryTake(out IReadOnlyList<StatusEntity> page)
    {
        (IReadOnlyList<StatusEntity> Items, int Weight, long Bytes) next;
        lock (_gate)
        {
            // A caller that finds no page waits for the next one, and not for one that is added at this moment.
            _isAwaited = !_pages.TryDequeue(out next);
            if (_isAwaited)
            {
                page = [];
                return false;
            }
        }

        page = next.Items;
        _budget?.RemovePage(next.Bytes);
        _readAhead.OnItemsTaken(next.Weight);
        return true;
    }
}

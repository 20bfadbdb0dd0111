using System.Collections.Concurrent;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The pages of one list: added by the tasks that fetch them, taken by one caller.</summary>
internal sealed class PageStream
{
    private readonly ConcurrentQueue<IReadOnlyList<StatusEntity>> _pages = new();
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly ReadAheadLimiter _readAhead;
    private readonly ListFilter? _filter;
    private volatile bool _isAwaited;
    private int _emptyPages;

    internal PageStream(ReadAheadLimiter readAhead, ListFilter? filter)
    {
        _readAhead = readAhead;
        _filter = filter;
    }

    /// <summary>Whether the caller waits for a page, or has taken every page that came.</summary>
    internal bool NeedsPage => _isAwaited || _pages.IsEmpty;

    /// <summary>Adds a page. The request of the following page is then the row's next request.</summary>
    /// <returns><see langword="false"/> when the list is complete.</returns>
    /// <exception cref="GraphFailureException">The link to the next page is not usable.</exception>
    internal bool Add(RowState row, GraphPage page, Uri root)
    {
        GraphRequest request = row.Current;
        if (page.NextLink is { } link && !_links.Add(link.AbsoluteUri))
        {
            throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, link));
        }

        _emptyPages = page.Items.Count == 0 ? _emptyPages + 1 : 0;
        if (_emptyPages >= GraphPage.MaxEmptyPages && page.NextLink is { } endless)
        {
            throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, endless, isEmpty: true));
        }

        IReadOnlyList<StatusEntity> items = _filter?.Apply(page.Items) ?? page.Items;
        GraphRequest? next = _filter?.IsComplete == true ? null
            : _filter?.CreateSecondRequest() ?? (page.NextLink is { } further ? GraphPage.CreateRequest(request, further, root) : null);
        if (next is not null)
        {
            row.SetNextPage(next);
        }

        _pages.Enqueue(items);
        row.HasNextPage = _readAhead.OnPageReceived(row, items.Count, next is not null);
        return next is not null;
    }

    internal bool TryTake(out IReadOnlyList<StatusEntity> page)
    {
        if (!_pages.TryDequeue(out IReadOnlyList<StatusEntity>? items))
        {
            _isAwaited = true;
            page = [];
            return false;
        }

        _isAwaited = false;
        page = items;
        _readAhead.OnItemsTaken(items.Count);
        return true;
    }
}

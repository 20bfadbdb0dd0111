using System.Collections.Concurrent;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The pages of one list on their way from the threads that fetch them to the one caller that takes them.</summary>
internal sealed class PageStream
{
    private readonly ConcurrentQueue<IReadOnlyList<StatusEntity>> _pages = new();
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly ReadAheadLimiter _readAhead;
    private readonly ListFilter? _filter;
    private volatile bool _isAwaited;

    internal PageStream(ReadAheadLimiter ahead, ListFilter? screen)
    {
        _readAhead = ahead;
        _filter = screen;
    }

    /// <summary>Whether the caller waits for a page, or has taken every page that came.</summary>
    internal bool NeedsPage => _isAwaited || _pages.IsEmpty;

    /// <summary>Takes in what an answer brought. What follows is then the row's request, and goes out when there is room for it.</summary>
    /// <returns><see langword="false"/> when the list is complete.</returns>
    /// <exception cref="GraphFailureException">What the service sent leads nowhere.</exception>
    internal bool Add(WorkItem row, GraphPage page, Uri root)
    {
        GraphRequest request = row.Current!;
        if (page.NextLink is { } link && !_links.Add(link.AbsoluteUri))
        {
            throw new GraphFailureException(GraphFailureFactory.EndlessPaging(request, link));
        }

        IReadOnlyList<StatusEntity> items = _filter?.Apply(page.Items) ?? page.Items;
        GraphRequest? next = _filter?.IsComplete == true ? null
            : _filter?.CreateSecondRequest() ?? (page.NextLink is { } further ? GraphPage.CreateRequest(request, further, root) : null);
        if (next is not null)
        {
            row.Current = next;
            row.Attempts = 0;
            row.Waited = TimeSpan.Zero;
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

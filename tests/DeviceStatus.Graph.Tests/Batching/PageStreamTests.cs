using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class PageStreamTests
{
    private static readonly Uri Root = new("https://graph.example/");
    private readonly List<RowState> _resumed = [];
    private readonly RowState _row = new(
        new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null, null, null, null), null));
    private readonly PageStream _pages;

    public PageStreamTests()
    {
        ReadAheadLimiter limiter = new(0, static () => { }, _resumed.Add);
        limiter.SetCurrent(_row);
        _row.Pages = _pages = new PageStream(limiter, null, new TextCache());
    }

    [Fact]
    public void PageStream_next_page_is_requested_once()
    {
        Assert.False(_pages.TryTake(out _));
        _pages.Add(_row, Page(1), Root);

        Assert.True(_row.HasNextPage);
        Assert.True(_row.TakeNextPage());
        Assert.False(_row.TakeNextPage());
        Assert.False(_row.HasNextPage);
    }

    [Fact]
    public void PageStream_page_that_a_caller_waits_for_is_followed_by_one_request_until_it_is_taken()
    {
        Assert.False(_pages.TryTake(out _));
        _pages.Add(_row, Page(1), Root);
        Assert.True(_row.TakeNextPage());
        _pages.Add(_row, Page(2), Root);
        Assert.False(_row.TakeNextPage());

        // The second page is still there, so nothing more is requested.
        Assert.True(_pages.TryTake(out _));
        Assert.Empty(_resumed);
        Assert.True(_pages.TryTake(out _));
        Assert.Equal([_row], _resumed);
    }

    [Fact]
    public void PageStream_page_that_no_caller_waits_for_is_followed_by_a_request_when_it_is_taken()
    {
        _pages.Add(_row, Page(1), Root);
        Assert.False(_row.TakeNextPage());

        Assert.True(_pages.TryTake(out _));

        Assert.Equal([_row], _resumed);
    }

    [Fact]
    public void Add_list_ends_with_the_empty_page_that_reaches_the_limit_and_has_a_link()
    {
        for (int number = 1; number < GraphPage.MaxEmptyPages; number++)
        {
            Assert.True(_pages.Add(_row, Page(number), Root));
        }

        GraphFailureException endless = Assert.Throws<GraphFailureException>(() => _pages.Add(_row, Page(GraphPage.MaxEmptyPages), Root));

        Assert.Contains("200 empty pages in a row", endless.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_page_with_an_object_begins_the_count_of_empty_pages_anew()
    {
        int pages = 2 * GraphPage.MaxEmptyPages;
        for (int number = 1; number < pages; number++)
        {
            Assert.True(_pages.Add(_row, Page(number, hasObject: number == GraphPage.MaxEmptyPages), Root));
        }

        Assert.Throws<GraphFailureException>(() => _pages.Add(_row, Page(pages), Root));
    }

    private static GraphPage Page(int number, bool hasObject = false) => new(
        hasObject ? [EntityReader.Read("""{"id":"a"}"""u8, GraphSchema.IosUpdateDeviceStatus, null)!] : [],
        new Uri(Root, $"v1.0/deviceManagement/iosUpdateStatuses?$skiptoken={number}"),
        10);
}

using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>How many pages of a single list are requested.</summary>
public sealed class ReadAheadTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ListAsync_caller_takes_some_pages_requests_at_most_one_more(int pages)
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync(new SandboxOptions { PageSize = 10 });
        int taken = 0;
        await foreach (IReadOnlyList<StatusEntity> page in host.Client.ListAsync(ReadingHost.List(ReadingHost.FirstPolicy), null, End))
        {
            Assert.Equal(10, page.Count);

            // Time for the page behind to arrive; it must not lead to a request for the one after it.
            while (host.Requests.Count <= taken + 1)
            {
                await Task.Delay(5, End);
            }

            await Task.Delay(50, End);
            Assert.Equal(taken + 2, host.Requests.Count);
            if (++taken == pages)
            {
                break;
            }
        }

        Assert.Equal(pages + 1, host.Requests.Count);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(10, 1)]
    [InlineData(25, 3)]
    public async Task ListAsync_top_is_only_a_page_size_requests_no_page_too_many(int top, int requests)
    {
        int calls = 0;
        ReadingHost? started = null;
        await using ReadingHost host = await ReadingHost.OfAsync(context =>
        {
            int page = Interlocked.Increment(ref calls);
            string items = string.Join(",", Enumerable.Range(0, 10).Select(i => $$"""{"id":"{{(page * 100) + i}}"}"""));
            string link = started!.Server.BaseAddress
                + "v1.0/deviceManagement/iosUpdateStatuses?$skiptoken="
                + page.ToString(CultureInfo.InvariantCulture);
            return ReadingHost.JsonAsync(context, $$"""{"@odata.nextLink":"{{link}}","value":[{{items}}]}""");
        });
        started = host;
        await using ReadExecutor executor = new(host.Client, null, readAhead: 0);
        executor.TryPost(
            new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null, null, null, top), null),
            new ListFilter(null, top, null));

        List<ReadPart> parts = await ReadingHost.DrainAsync(executor);

        Assert.Equal(top, parts.Sum(part => part.Items.Count));
        Assert.Equal(requests, calls);
    }
}

using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.Graph.Tests.Filtering;

public sealed class ListFilterTests
{
    private const string Filter = "status eq 'error'";

    [Fact]
    public async Task ListFilter_filter_that_the_service_ignores_is_applied_with_one_warning()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(Deaf);
        FilterVerifier check = FilterVerifier.Create(GraphSchema.DeviceConfigurationDeviceStatus, Filter, out _)!;
        await using ReadExecutor reader = new(host.Client);
        for (int i = 0; i < 2; i++)
        {
            reader.TryPost(new WorkItem(i + 1, ReadingHost.List("x", null, Filter), null), new ListFilter(check, null, null));
        }

        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(["e3", "e6", "e9", "e3", "e6", "e9"], parts.SelectMany(part => part.Items).Select(item => item.Id));
        Assert.Contains("it sent 20 rows, of which 6 match", check.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListFilter_top_spent_on_other_rows_is_removed_once()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(Deaf);
        FilterVerifier check = FilterVerifier.Create(GraphSchema.DeviceConfigurationDeviceStatus, Filter, out _)!;
        await using ReadExecutor reader = new(host.Client);
        ListFilter screen = new(check, 2, ReadingHost.List("x", null, Filter));
        reader.TryPost(new WorkItem(1, ReadingHost.List("x", 2, Filter), null), screen);
        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(["e3", "e6"], parts.SelectMany(part => part.Items).Select(item => item.Id));
        Assert.Equal(2, host.Requests.Count);
        Assert.Contains("$top=2", host.Requests[0].Url, StringComparison.Ordinal);
        Assert.DoesNotContain("$top", host.Requests[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListFilter_filter_that_the_service_applies_gives_no_warning()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        FilterVerifier check = FilterVerifier.Create(GraphSchema.DeviceConfigurationDeviceStatus, Filter, out _)!;
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(
            new WorkItem(1, ReadingHost.List(ReadingHost.FirstPolicy, 50, Filter), null), new ListFilter(check, 50, ReadingHost.List("x")));
        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(8, parts.Sum(part => part.Items.Count));
        Assert.Null(check.Warning);
        Assert.Single(host.Requests);
    }

    [Fact]
    public async Task ListFilter_top_ends_the_paging()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(context => ReadingHost.JsonAsync(
            context,
            $$"""{"@odata.nextLink":"http://{{context.Request.Host}}/v1.0/deviceManagement/iosUpdateStatuses?"""
                + $$"""$skiptoken={{Guid.NewGuid()}}","value":[{"id":"1"},{"id":"2"}]}"""));
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(
            new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null, null, null, 5), null),
            new ListFilter(null, 5, null));
        Assert.Equal(5, (await ReadingHost.DrainAsync(reader)).Sum(part => part.Items.Count));
        Assert.Equal(3, host.Requests.Count);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(100, 1)]
    [InlineData(120, 2)]
    public async Task ReadExecutor_top_is_a_page_size_of_the_service_sends_no_request_too_many(int top, int requests)
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(new WorkItem(1, ReadingHost.List(ReadingHost.FirstPolicy, top), null), new ListFilter(null, top, null));
        Assert.Equal(top, (await ReadingHost.DrainAsync(reader)).Sum(part => part.Items.Count));
        Assert.Equal(requests, host.Requests.Count);
    }

    [Fact]
    public async Task ReadExecutor_filter_ignored_and_top_a_page_size_continues_with_large_pages()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(context =>
        {
            int start = int.TryParse(context.Request.Query["$skiptoken"], System.Globalization.CultureInfo.InvariantCulture, out int given)
                ? given
                : 0;
            int size = context.Request.Query.ContainsKey("$top") ? 2 : 100;
            string rows = string.Join(',', Enumerable.Range(start, size).Select(
                i => $$"""{"id":"r{{i}}","status":"{{(i is 150 or 160 ? "error" : "compliant")}}"}"""));
            string top = size == 2 ? "$top=2&" : string.Empty;
            return ReadingHost.JsonAsync(
                context,
                $$"""{"@odata.nextLink":"http://{{context.Request.Host}}/v1.0/deviceManagement/x?{{top}}$skiptoken={{start + size}}","""
                    + $$""" "value":[{{rows}}]}""");
        });
        FilterVerifier check = FilterVerifier.Create(GraphSchema.DeviceConfigurationDeviceStatus, Filter, out _)!;
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(
            new WorkItem(1, ReadingHost.List("x", 2, Filter), null), new ListFilter(check, 2, ReadingHost.List("x", null, Filter)));
        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(["r150", "r160"], parts.SelectMany(part => part.Items).Select(item => item.Id));
        Assert.Equal(3, host.Requests.Count);
    }

    [Theory]
    [InlineData(
        """{"pendingCount":40,"notApplicableCount":1,"successCount":50,"errorCount":6,"failedCount":7,"notApplicablePlatformCount":900}""",
        104L)]
    [InlineData("""{"pendingCount":0,"successCount":0}""", null)]
    [InlineData("""{"error":{"code":"BadRequest","message":"Resource not found for the segment"}}""", null)]
    public async Task StatusOverview_count_is_the_length_of_its_list(string json, long? expected)
    {
        await using ReadingHost host = await ReadingHost.OfAsync(context =>
            ReadingHost.JsonAsync(context, json, json.Contains("error\"", StringComparison.Ordinal) ? 400 : 200));
        GraphRequest list = RequestBuilder.List(GraphSchema.DeviceCompliancePolicyDeviceStatus, "c1");
        Assert.Equal(expected, await OverviewCount.ReadAsync(host.Client, list, null, TestContext.Current.CancellationToken));
        Assert.Equal("/v1.0/deviceManagement/deviceCompliancePolicies/c1/deviceStatusOverview", host.Requests[0].Url);
    }

    /// <summary>A service that takes a filter and does not look at it; every third row has an error.</summary>
    private static async Task Deaf(HttpContext context)
    {
        if (context.Request.Method == "POST")
        {
            await ReadingHost.JsonAsync(
                context,
                $$"""{"responses":[{"id":"2","status":200,"body": {{Page(10)}} },{"id":"1","body": {{Page(10)}} ,"status":200}]}""");
            return;
        }

        await ReadingHost.JsonAsync(context, Page(context.Request.Query.ContainsKey("$top") ? 2 : 10));
    }

    private static string Page(int count) => "{\"value\":["
        + string.Join(',', Enumerable.Range(1, count).Select(
            i => i % 3 == 0 ? $$"""{"id":"e{{i}}","status":"error"}""" : $$"""{"id":"c{{i}}","status":"compliant"}"""))
        + "]}";
}

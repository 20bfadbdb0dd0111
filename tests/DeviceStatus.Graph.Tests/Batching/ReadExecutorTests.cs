using System.Diagnostics;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Sandbox;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

public sealed class ReadExecutorTests
{
    private static readonly string[] Policies =
        [ReadingHost.FirstPolicy, ReadingHost.SecondPolicy, "d1000000-0000-4000-8000-000000000003"];

    [Fact]
    public async Task ReadExecutor_many_lists_are_returned_whole_in_input_order_and_in_batches()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync(new SandboxOptions { PageSize = 7 });
        await using ReadExecutor reader = new(host.Client);
        string[] input = [.. Enumerable.Range(0, 60).Select(i => Policies[i % 3])];
        for (int i = 0; i < input.Length; i++)
        {
            reader.TryPost(new WorkItem(i + 1, ReadingHost.List(input[i]), input[i]));
        }

        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);

        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), parts.Where(part => part.IsLast).Select(part => part.Row.Number));
        Assert.All(parts.GroupBy(part => part.Row), read => Assert.Equal(
            read.Key.Request!.ParentId switch { ReadingHost.FirstPolicy => 150, ReadingHost.SecondPolicy => 40, _ => 20 },
            read.SelectMany(part => part.Items).Select(item => item.Id).Distinct().Count()));
        Assert.Equal(parts.Select(part => part.Row.Number).Order(), parts.Select(part => part.Row.Number));

        // 620 pages; alone they would be 620 requests, and in full batches 31.
        Assert.InRange(host.Requests.Count, 31, 120);
        Assert.All(
            host.Requests, request => Assert.DoesNotContain(host.Server.BaseAddress.Authority, request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadExecutor_thousand_ids_are_fifty_batches()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        await using ReadExecutor reader = new(host.Client);
        for (int i = 0; i < 1000; i++)
        {
            string id = FormattableString.Invariant($"52000000-0000-4000-8000-{(i % 120) + 1:x12}");
            reader.TryPost(new WorkItem(i + 1, RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, id), id));
        }

        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);

        Assert.Equal(1000, parts.Count);
        Assert.All(parts, part => Assert.Equal((string)part.Row.Input!, Assert.Single(part.Items).Id));
        Assert.Equal(50, host.Requests.Count);
    }

    [Fact]
    public async Task ReadExecutor_one_read_alone_is_a_plain_request()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(new WorkItem(1, ReadingHost.List(ReadingHost.FirstPolicy), null));
        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(150, parts.Sum(part => part.Items.Count));
        Assert.Equal(["GET", "GET"], host.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task ReadExecutor_failure_of_one_read_does_not_affect_others()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        await using ReadExecutor reader = new(host.Client);
        string[] input = [ReadingHost.FirstPolicy, "no-such-policy", ReadingHost.SecondPolicy];
        for (int i = 0; i < 3; i++)
        {
            reader.TryPost(new WorkItem(i + 1, ReadingHost.List(input[i]), input[i]));
        }

        List<ReadPart> ends = [.. (await ReadingHost.DrainAsync(reader)).Where(part => part.IsLast)];
        Assert.Equal([null, GraphErrorId.NotFound, null], ends.Select(end => end.Failure?.ErrorId));
        Assert.Equal("no-such-policy", ends[1].Row.Input);
    }

    [Fact]
    public async Task ReadExecutor_throttled_and_lost_reads_are_sent_again()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync(new SandboxOptions { PageSize = 10, FaultRate = 0.2, Seed = 7 });
        await using ReadExecutor reader = new(host.Client);
        for (int i = 0; i < 9; i++)
        {
            reader.TryPost(new WorkItem(i + 1, ReadingHost.List(Policies[i % 3]), null));
        }

        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.All(parts, part => Assert.Null(part.Failure));
        Assert.Equal(630, parts.Sum(part => part.Items.Count));
        Assert.True(reader.Statistics.Retries > 0);
    }

    [Fact]
    public async Task ReadExecutor_pages_that_wait_to_be_taken_are_bounded_and_all_are_returned()
    {
        const int Limit = 40;
        await using ReadingHost host = await ReadingHost.SandboxAsync(new SandboxOptions { PageSize = 10 });
        await using ReadExecutor reader = new(host.Client, null, Limit);
        int posted = 0;
        int taken = 0;
        while (taken < 6 * 150)
        {
            while (posted < 6 && reader.TryPost(new WorkItem(posted + 1, ReadingHost.List(ReadingHost.FirstPolicy), null)))
            {
                posted++;
            }

            if (posted == 6)
            {
                reader.Complete();
            }

            await reader.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            if (reader.TryTake(out ReadPart? part))
            {
                taken += part.Items.Count;
                int asked = host.Requests.Sum(request => request.Method == "GET" ? 1 : request.Text.Split("\"GET\"").Length - 1);
                Assert.InRange((asked * 10) - taken, -10, Limit + 30);
            }
        }

        Assert.Equal(900, taken);
    }

    [Fact]
    public async Task TryPost_missing_read_is_refused()
    {
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"));
        await using ReadExecutor reader = new(client);

        Assert.Throws<ArgumentNullException>("item", () => reader.TryPost(null!));
        Assert.Throws<ArgumentNullException>("client", () => new ReadExecutor(null!));
    }

    [Fact]
    public async Task TryPost_counts_the_lists_that_have_not_ended_and_no_other_reads()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = static call => new(200, call.Url.EndsWith("/deviceStatuses", StringComparison.Ordinal)
            ? new JObject { ["value"] = new JArray(new JObject { ["id"] = "a" }) }
            : new JObject { ["id"] = "a" });
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: new VirtualClock());
        await using ReadExecutor reader = new(client, null, 200);
        Assert.True(reader.TryPost(new WorkItem(1, RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null)));
        for (int number = 2; number <= 4; number++)
        {
            Assert.True(reader.TryPost(new WorkItem(number, ReadingHost.List("p"), null)));
        }

        WorkItem further = new(5, ReadingHost.List("p"), null);
        Assert.False(reader.TryPost(further));
        await TakeToEndAsync(reader);
        Assert.False(reader.TryPost(further));
        await TakeToEndAsync(reader);
        Assert.True(reader.TryPost(further));
        Assert.False(reader.TryPost(new WorkItem(6, ReadingHost.List("p"), null)));
        Assert.Equal(3, reader.Outstanding);
    }

    [Fact]
    public async Task WaitAsync_reads_wait_for_others_while_more_may_be_posted()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = static _ => new(200, new JObject { ["id"] = "a" });
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);
        await using ReadExecutor reader = new(client);
        reader.TryPost(new WorkItem(1, RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null));
        Task<List<ReadPart>> taking = TakeToEndAsync(reader);
        TimeSpan linger = new BatchOptions().Linger;
        await clock.WhenDueInAsync(linger);
        Assert.Empty(server.Sizes);

        clock.Advance(linger);

        Assert.Equal("a", Assert.Single(Assert.Single(await taking).Items).Id);
    }

    [Fact]
    public async Task ReadExecutor_list_that_is_taken_next_continues_although_later_lists_fill_the_read_ahead()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        string next = new Uri(server.Http.BaseAddress, "v1.0" + ReadingHost.List("second").Path + "?$skiptoken=2").AbsoluteUri;
        server.Item = call => new(200, call switch
        {
            { Url: var url } when !url.Contains("second", StringComparison.Ordinal) => Page(200),
            { Url: var url } when url.Contains("skiptoken", StringComparison.Ordinal) => Page(1),
            { IsInBatch: false } => Page(1),
            _ => Page(1, next),
        });
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: new VirtualClock());
        await using ReadExecutor reader = new(client, null, 200);
        string[] policies = ["first", "second", "third"];
        for (int i = 0; i < policies.Length; i++)
        {
            Assert.True(reader.TryPost(new WorkItem(i + 1, ReadingHost.List(policies[i]), null)));
        }

        reader.Complete();
        List<ReadPart> first = await TakeToEndAsync(reader);
        List<ReadPart> second = await TakeToEndAsync(reader);
        List<ReadPart> third = await TakeToEndAsync(reader);

        Assert.Equal([200, 0], first.Select(static part => part.Items.Count));
        Assert.Equal([1, 1, 0], second.Select(static part => part.Items.Count));
        Assert.Equal([200, 0], third.Select(static part => part.Items.Count));
    }

    [Fact]
    public async Task FlushIfFull_reports_the_failure_of_the_run()
    {
        FailingClock clock = new();
        using GraphClient client = Rows.Connect(new Uri("https://graph.example.com"), clock: clock);
        ReadExecutor reader = new(client);
        clock.Fails = true;
        reader.TryPost(new WorkItem(1, RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null));
        await Assert.ThrowsAsync<InvalidOperationException>(() => TakeToEndAsync(reader));

        Assert.Throws<InvalidOperationException>(reader.FlushIfFull);
        clock.Fails = false;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.DisposeAsync());
    }

    /// <summary>Takes the parts of the next read; nothing moves the time on.</summary>
    private static async Task<List<ReadPart>> TakeToEndAsync(ReadExecutor reader)
    {
        List<ReadPart> parts = [];
        while (parts is not [.., { IsLast: true }])
        {
            if (reader.TryTake(out ReadPart? part))
            {
                parts.Add(part);
            }
            else
            {
                await reader.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
            }
        }

        return parts;
    }

    private static JObject Page(int count, string? nextLink = null)
    {
        JObject page = new() { ["value"] = new JArray(Enumerable.Range(0, count).Select(static i => new JObject { ["id"] = $"a{i}" })) };
        if (nextLink is not null)
        {
            page["@odata.nextLink"] = nextLink;
        }

        return page;
    }

    [Fact]
    public async Task DisposeAsync_before_the_end_leaves_nothing_running()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReadingHost host = await ReadingHost.OfAsync(async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            reached.TrySetResult();
            await aborted.Task;
        });
        ReadExecutor reader = new(host.Client);
        for (int i = 0; i < 40; i++)
        {
            reader.TryPost(new WorkItem(i + 1, ReadingHost.List(ReadingHost.FirstPolicy), null));
        }

        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        long began = Stopwatch.GetTimestamp();
        await reader.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 15);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("https://elsewhere.example/v1.0/deviceManagement/deviceConfigurations/x/deviceStatuses?$skiptoken=1")]
    [InlineData("{root}v7/deviceManagement/deviceConfigurations/x/deviceStatuses?$skiptoken=1")]
    public async Task NextLink_to_another_host_is_not_followed(string link)
    {
        ReadingHost? started = null;
        int calls = 0;
        await using ReadingHost host = await ReadingHost.OfAsync(context =>
        {
            calls++;
            string text = link.Replace("{root}", started!.Server.BaseAddress.AbsoluteUri, StringComparison.Ordinal);
            string page = $$"""{"@odata.nextLink":"{{text}}","value":[{"id":"1"}]}""";
            return ReadingHost.JsonAsync(
                context, $$"""{"responses":[{"id":"1","status":200,"body": {{page}} },{"id":"2","status":200,"body":{"value":[] } }]}""");
        });
        started = host;
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(new WorkItem(1, ReadingHost.List("x"), null));
        reader.TryPost(new WorkItem(2, ReadingHost.List("y"), null));
        List<ReadPart> parts = [.. await ReadingHost.DrainAsync(reader)];
        Assert.Equal([GraphErrorId.Connection, null], parts.Where(part => part.IsLast).Select(end => end.Failure?.ErrorId));
        Assert.Equal(["1"], parts.SelectMany(part => part.Items).Select(item => item.Id));
        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData("https://graph.example/")]
    [InlineData("https://graph.example/a/proxy/")]
    public void NextLink_in_a_batch_is_sent_unchanged_without_host_and_version(string root)
    {
        const string Path = "/deviceManagement/iosUpdateStatuses?$skiptoken=a%2Fb%7E%c3%bc+c";
        GraphRequest next = GraphPage.CreateRequest(
            RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), new Uri(root + "beta" + Path), new Uri(root));
        Assert.Equal((Path, GraphVersion.Beta, true), (next.Path, next.Version, next.IsList));
    }

    [Theory]
    [InlineData(500, 6)]
    [InlineData(503, 8)]
    public async Task ReadExecutor_page_that_always_fails_ends_the_list_and_an_outage_is_waited_for(int status, int attempts)
    {
        int calls = 0;
        await using ReadingHost host = await ReadingHost.OfAsync(context => ++calls <= 8
            ? ReadingHost.JsonAsync(context, """{"error":{"code":"InternalServerError","message":"An error has occurred"}}""", status)
            : ReadingHost.JsonAsync(context, """{"value":[{"id":"1"}]}"""));
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null));
        ReadPart end = (await ReadingHost.DrainAsync(reader)).Single(part => part.IsLast);
        Assert.Equal(status == 500 ? GraphErrorId.Unavailable : null, end.Failure?.ErrorId);
        Assert.Equal(status == 500 ? attempts : attempts + 1, calls);
    }

    [Fact]
    public async Task NextLink_that_repeats_an_earlier_page_ends_the_list()
    {
        ReadingHost? started = null;
        await using ReadingHost host = await ReadingHost.OfAsync(context => ReadingHost.JsonAsync(
            context,
            $$"""{"@odata.nextLink":"{{started!.Server.BaseAddress}}v1.0/deviceManagement/iosUpdateStatuses?$skiptoken=1","""
                + """ "value":[{"id":"1"}]}"""));
        started = host;
        await using ReadExecutor reader = new(host.Client);
        reader.TryPost(new WorkItem(1, RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null));
        List<ReadPart> parts = [.. await ReadingHost.DrainAsync(reader)];
        Assert.Equal(GraphErrorId.Unavailable, parts.Single(part => part.IsLast).Failure!.ErrorId);
        Assert.Equal(["1", "1"], parts.SelectMany(part => part.Items).Select(item => item.Id));
    }

    [Fact]
    public async Task ReadExecutor_page_that_is_cut_off_is_not_returned()
    {
        await using ReadingHost host = await ReadingHost.OfAsync(
            context => ReadingHost.JsonAsync(context, """{"value":[{"id":"1"},{"id":"2","""));
        GraphRequest list = RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null);
        await Assert.ThrowsAsync<GraphFailureException>(async () =>
        {
            await foreach (IReadOnlyList<StatusEntity> page in host.Client.ListAsync(list, null, TestContext.Current.CancellationToken))
            {
                Assert.Empty(page);
            }
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadExecutor_lists_of_a_missing_collection_are_not_requested_further_where_they_may_be_skipped(bool isSkipped)
    {
        SandboxReportOptions reports = new() { StatusCollectionsAreGone = true };
        await using ReadingHost host = await ReadingHost.SandboxAsync(new SandboxOptions { Reports = reports });
        await using ReadExecutor reader = new(host.Client, null, ReadExecutor.DefaultReadAhead, null, null, isSkipped ? _ => true : null);
        WorkItem[] lists = [.. Enumerable.Range(1, 400).Select(number => new WorkItem(number, ReadingHost.List($"policy{number}"), null))];
        Assert.All(lists, list => Assert.True(reader.TryPost(list)));
        List<ReadPart> parts = await ReadingHost.DrainAsync(reader);
        Assert.Equal(Enumerable.Range(1, 400), parts.Select(part => (int)part.Row.Number));
        Assert.All(parts, part => Assert.True(part.Failure!.IsCollectionGone));

        // Eight batches of twenty are under way before the first response.
        Assert.InRange(reader.Statistics.Requests, isSkipped ? 1 : 20, isSkipped ? 8 : 20);
    }
}

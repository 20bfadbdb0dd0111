using System.Globalization;
using DeviceStatus.Sandbox.Hosting;
using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Service;

public sealed class FaultTests
{
    private const string Error = """{"status":"error"}""";

    [Fact]
    public async Task WriteLimit_write_beyond_it_returns_the_wait()
    {
        ManualClock time = new();
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { WriteLimit = 2, TimeProvider = time });
        Assert.Equal(200, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        time.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal(200, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        Reply third = await client.SendAsync("PATCH", SandboxClient.FirstIos, """{"status":"conflict"}""");
        Assert.Equal((429, "TooManyRequests", "16"), (third.Status, third.Code, third.Headers["Retry-After"]));
        Assert.Equal("error", (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);

        time.Advance(TimeSpan.FromSeconds(15.4));
        Assert.Equal(429, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(200, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        Assert.Equal(429, (await client.SendAsync("PATCH", SandboxClient.FirstIos, Error)).Status);
        Assert.Equal(3, client.Graph.Statistics.Throttled);
    }

    [Fact]
    public async Task WriteLimit_items_of_a_batch_are_throttled_one_by_one()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(
            new SandboxOptions { WriteLimit = 3, TimeProvider = new ManualClock() });
        Dictionary<string, JObject> answers = await client.BatchAsync(
            [.. Enumerable.Range(1, 5).Select(number =>
                SandboxClient.Patch(number.ToString(CultureInfo.InvariantCulture), SandboxClient.FirstIos, new { status = "error" }))]);
        Assert.Equal(3, answers.Values.Count(answer => (int)answer["status"]! == 200));
        Assert.All(
            answers.Values.Where(answer => (int)answer["status"]! == 429),
            answer => Assert.Equal("20", (string?)answer["headers"]!["Retry-After"]));
    }

    [Fact]
    public async Task WriteLimit_reads_have_ten_times_the_limit_and_each_family_its_own()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(
            new SandboxOptions { WriteLimit = 1, TimeProvider = new ManualClock() });
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await client.GetAsync(SandboxClient.FirstIos)).Status);
        }

        Assert.Equal(429, (await client.GetAsync(SandboxClient.FirstIos)).Status);
        Assert.Equal(200, (await client.GetAsync("/beta" + SandboxClient.Lob)).Status);
    }

    [Theory]
    [InlineData(SandboxFaultKind.LostBefore, "compliant")]
    [InlineData(SandboxFaultKind.LostAfter, "error")]
    public async Task Faults_connection_is_lost_before_or_after_the_work(SandboxFaultKind kind, string status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Faults = call => call.Method == "PATCH" ? new SandboxFault(kind) : SandboxFault.None,
        });
        HttpRequestException lost = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync("PATCH", SandboxClient.FirstIos, Error));
        Assert.Equal(HttpRequestError.ResponseEnded, lost.HttpRequestError);
        Assert.Equal(status, (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);
        Assert.Equal(1, client.Graph.Statistics.LostConnections);
    }

    [Theory]
    [InlineData(SandboxFaultKind.LostBefore, "compliant")]
    [InlineData(SandboxFaultKind.LostAfter, "error")]
    public async Task Faults_lost_connection_of_an_item_fails_the_whole_batch(SandboxFaultKind kind, string status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Faults = call => call.ItemId == "2" ? new SandboxFault(kind) : SandboxFault.None,
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.BatchAsync(
            SandboxClient.Patch("1", SandboxClient.FirstIos, new { status = "error" }),
            new { id = "2", method = "GET", url = SandboxClient.FirstIos }));
        Assert.Equal(status, (string?)(await client.GetAsync(SandboxClient.FirstIos)).Body["status"]);
    }

    [Fact]
    public async Task Faults_hook_receives_the_batch_and_each_item_and_decides_the_faults()
    {
        List<SandboxCall> calls = [];
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Faults = call =>
            {
                calls.Add(call);
                return call.ItemId switch
                {
                    "1" => new SandboxFault(SandboxFaultKind.Throttled, "2.128"),
                    "2" => SandboxFault.Unavailable,
                    "3" => new SandboxFault(SandboxFaultKind.NotImplemented),
                    _ => SandboxFault.None,
                };
            },
        });
        Dictionary<string, JObject> answers = await client.BatchAsync(
            [.. "1234".Select(id => SandboxClient.Patch(id.ToString(), SandboxClient.FirstIos, new { status = "error" }))]);
        Assert.Equal([429, 503, 400, 200], "1234".Select(id => (int)answers[id.ToString()]["status"]!));
        Assert.Equal("2.128", (string?)answers["1"]["headers"]!["Retry-After"]);
        Assert.Null(answers["2"]["headers"]!["Retry-After"]);
        Assert.Equal("No method match route template", (string?)answers["3"]["body"]!["error"]!["code"]);
        Assert.Equal(
            [SandboxCallKind.Batch, .. Enumerable.Repeat(SandboxCallKind.BatchItem, 4)],
            calls.Select(call => call.Kind));
    }

    [Fact]
    public async Task Faults_whole_batch_may_be_throttled()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions
        {
            Faults = call => call.Kind == SandboxCallKind.Batch ? SandboxFault.Throttled : SandboxFault.None,
        });
        Reply reply = await client.SendAsync("POST", "/$batch", """{"requests":[{"id":"1","method":"GET","url":"/x"}]}""");
        Assert.Equal((429, "1"), (reply.Status, reply.Headers["Retry-After"]));
        Assert.Equal(1, client.Graph.Statistics.Throttled);
    }

    [Fact]
    public async Task FaultRate_is_the_share_that_fails_and_the_seed_makes_it_repeatable()
    {
        async Task<string> RunAsync()
        {
            await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { FaultRate = 0.4, Seed = 7 });
            List<int> statuses = [];
            for (int i = 0; i < 1000; i++)
            {
                try
                {
                    statuses.Add((await client.GetAsync(SandboxClient.FirstIos)).Status);
                }
                catch (HttpRequestException)
                {
                    statuses.Add(0);
                }
            }

            Assert.InRange(statuses.Count(status => status == 429), 70, 130);
            Assert.InRange(statuses.Count(status => status == 503), 70, 130);
            Assert.InRange(statuses.Count(status => status == 0), 150, 250);
            return string.Join(',', statuses);
        }

        Assert.Equal(await RunAsync(), await RunAsync());
    }

    [Fact]
    public async Task Latency_is_waited_once_for_a_batch_and_can_be_cancelled()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { Latency = TimeSpan.FromMinutes(5) });
        using CancellationTokenSource stop = new();
        using HttpRequestMessage request = new(HttpMethod.Delete, "https://graph.contoso.com/v1.0" + SandboxClient.FirstIos);
        Task<HttpResponseMessage> sent = client.Http.SendAsync(request, stop.Token);
        Assert.False(sent.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Empty(client.Graph.Statistics.Calls);
    }

    [Fact]
    public async Task OpenAsync_options_out_of_range_are_refused()
    {
        foreach (SandboxOptions options in new SandboxOptions[]
        {
            new() { FaultRate = 1.1 },
            new() { FaultRate = double.NaN },
            new() { WriteLimit = -1 },
            new() { PageSize = 0 },
            new() { Latency = TimeSpan.FromTicks(-1) },
        })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                async () => await SandboxGraph.OpenAsync(options, TestContext.Current.CancellationToken));
        }
    }
}

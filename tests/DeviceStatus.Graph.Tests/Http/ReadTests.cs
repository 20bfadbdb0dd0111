using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class ReadTests
{
    private static readonly GraphRequest Request = RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a");

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(509)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task ReadAsync_throttled_is_sent_again_after_the_requested_wait(int status)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = call => call.Attempt == 1 ? new(status, null, "2.128") : new(200, new JObject { ["id"] = "a" });
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);

        Task<StatusEntity> reading = client.GetAsync(Request, null, End);
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(2.128));
        clock.Advance(TimeSpan.FromMilliseconds(2127));
        Assert.Single(server.Calls);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("a", (await reading).Id);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task GetAsync_cancelled_while_it_waits_for_another_attempt_ends_at_once()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(503, null, "100");
        VirtualClock clock = new();
        using GraphClient client = Rows.Connect(server.Http.BaseAddress, clock: clock);
        using CancellationTokenSource stop = new();
        Task<StatusEntity> reading = client.GetAsync(Request, null, stop.Token);
        await clock.WhenDueInAsync(TimeSpan.FromSeconds(100));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(400, GraphErrorId.BadRequest)]
    [InlineData(403, GraphErrorId.Forbidden)]
    [InlineData(404, GraphErrorId.NotFound)]
    public async Task GetAsync_refused_is_not_repeated(int status, string id)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(status, BatchServer.Error("Code"));
        using GraphClient client = Rows.Connect(server.Http);

        GraphFailureException refused = await Assert.ThrowsAsync<GraphFailureException>(() => client.GetAsync(Request, null, End));

        Assert.Equal((id, (int?)status), (refused.Failure.ErrorId, refused.Failure.StatusCode));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task GetAsync_response_that_is_cut_off_is_requested_again()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(200, new JObject { ["id"] = "a" });
        int calls = 0;
        server.Whole = async (context, _) =>
        {
            if (++calls > 1)
            {
                return false;
            }

            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"id\":");
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        Assert.Equal("a", (await client.GetAsync(Request, null, End)).Id);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task GetAsync_success_without_an_object_fails(string body)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(context, 200, "text/html", body);
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        GraphFailureException refused = await Assert.ThrowsAsync<GraphFailureException>(() => client.GetAsync(Request, null, End));

        Assert.Equal(GraphErrorId.Unavailable, refused.Failure.ErrorId);
    }

    [Fact]
    public async Task GetAsync_redirect_is_not_followed_and_gets_no_token()
    {
        await using BatchServer elsewhere = await BatchServer.StartAsync();
        await using BatchServer server = await BatchServer.StartAsync();
        server.Whole = async (context, _) =>
        {
            await BatchServer.SendAsync(context, 302, null, string.Empty, ("Location", elsewhere.Http.BaseAddress.AbsoluteUri));
            return true;
        };
        using GraphClient client = Rows.Connect(server.Http);

        GraphFailureException refused = await Assert.ThrowsAsync<GraphFailureException>(() => client.GetAsync(Request, null, End));

        Assert.Equal((GraphErrorId.Unavailable, 302), (refused.Failure.ErrorId, refused.Failure.StatusCode));
        Assert.Empty(elsewhere.Calls);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v1.0/x")]
    [InlineData("https://graph.microsoft.com/v1.0/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("/relative")]
    [InlineData("::")]
    public async Task ListAsync_link_to_another_host_is_refused_before_anything_is_sent(string link)
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(200, new JObject { ["value"] = new JArray(new JObject { ["id"] = "a" }), ["@odata.nextLink"] = link });
        using GraphClient client = Rows.Connect(server.Http);

        GraphFailureException refused = await Assert.ThrowsAsync<GraphFailureException>(async () =>
        {
            await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(
                RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null), null, End))
            {
                Assert.NotNull(page);
            }
        });

        Assert.Equal(GraphErrorId.Connection, refused.Failure.ErrorId);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Trace_shows_request_and_response_without_the_token()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        using GraphClient client = Rows.Connect(server.Http);
        List<string> lines = [];

        List<RowResult> rows = await Rows.RunAsync(
            client,
            [Rows.Patch("a", "traced name"), Rows.Patch("b")],
            new BatchOptions { Log = new GraphLog { Debug = lines.Add, IncludesBodies = true } });

        string trace = string.Join('\n', lines);
        Assert.All(rows, row => Assert.Equal(RowOutcome.Done, row.Outcome));
        Assert.Contains("> POST " + server.Http.BaseAddress.AbsoluteUri + "v1.0/$batch", trace, StringComparison.Ordinal);
        Assert.Contains("traced name", trace, StringComparison.Ordinal);
        Assert.Contains("< 200", trace, StringComparison.Ordinal);
        Assert.Contains("\"status\":204", trace, StringComparison.Ordinal);
        Assert.Contains("Authorization: <redacted>", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_has_a_unique_id_and_the_user_agent()
    {
        await using DeviceStatus.TestServer.LoopbackServer server =
            await DeviceStatus.TestServer.LoopbackServer.StartAsync(cancellationToken: End);
        using GraphClient client = Rows.Connect(server);
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<GraphFailureException>(() => client.GetAsync(
                RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "missing" + i.ToString(CultureInfo.InvariantCulture)), null,
                End));
        }

        IReadOnlyList<DeviceStatus.TestServer.RecordedRequest> requests = server.Log.Last();
        Assert.Equal(3, requests.Select(request => Guid.Parse(request.Headers["client-request-id"])).Distinct().Count());
        Assert.All(requests, request => Assert.Contains("DeviceStatus/", request.Headers["User-Agent"], StringComparison.Ordinal));
        Assert.All(requests, request => Assert.Equal("application/json", request.Headers["Accept"]));
    }
}

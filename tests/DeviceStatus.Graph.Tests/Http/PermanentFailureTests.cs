using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>Connections that cannot be made until somebody changes a setting are tried once.</summary>
public sealed class PermanentFailureTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetAsync_certificate_that_is_not_trusted_is_tried_once()
    {
        await using TestAuthority server = await TestAuthority.StartAsync();
        using GraphClient client = Connect(server.Address, null);

        await AssertTriedOnceAsync(client, "certificate");

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task GetAsync_proxy_that_requires_a_sign_in_gets_one_request_and_is_named_in_the_message()
    {
        await using var proxy = new ConnectProxy("user", "pass");
        using GraphClient client = Connect(new Uri("https://graph.example"), proxy.Address);

        await AssertTriedOnceAsync(client, "407");

        Assert.Empty(proxy.Tunnels);
    }

    /// <summary>Sends sixty rows, one batch at a time, and reads an object: the first request tells, and no other is sent.</summary>
    private static async Task AssertTriedOnceAsync(GraphClient client, string reason)
    {
        await using BatchExecutor executor = new(client, new BatchOptions { ThrottleLimit = 1, Linger = TimeSpan.FromMinutes(1) });
        List<RowResult> rows = [];
        for (int i = 1; i <= 60; i++)
        {
            executor.TryPost(new WorkItem(i, Rows.Post(null, "n" + i), null));
        }

        executor.Complete();
        await Rows.DrainAsync(executor, rows);

        Assert.Equal("Failed 20, NotSent 40", Rows.Summary(rows));
        Assert.Equal((1, 0), (executor.Statistics.Requests, executor.Statistics.Retries));
        Assert.All(rows.Take(20), row => Assert.Equal(GraphErrorId.Connection, row.Failure!.ErrorId));
        Assert.All(rows, row => Assert.Contains(reason, row.Failure!.Message, StringComparison.OrdinalIgnoreCase));
        Assert.All(rows.Skip(20), row => Assert.Contains("the connection cannot be made", row.Failure!.Message, StringComparison.Ordinal));

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(
            () => client.GetAsync(RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null, End));
        Assert.Equal(GraphErrorId.Connection, failed.Failure.ErrorId);
        Assert.Contains(reason, failed.Failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static GraphClient Connect(Uri endpoint, Uri? proxy) => new(new GraphClientOptions
    {
        Endpoint = endpoint,
        Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
        Proxy = proxy is null ? null : ProxySettings.Create(proxy, null),
        WriteLimit = 0,
        Retry = Rows.Hasty,
    });
}

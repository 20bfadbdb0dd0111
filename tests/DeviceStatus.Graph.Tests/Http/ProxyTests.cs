using System.Collections.Concurrent;
using System.Net;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Graph.Tests.Identity;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Http;

/// <summary>Graph through a real proxy on loopback.</summary>
[Collection(EnvironmentVariables.Name)]
public sealed class ProxyTests
{
    private const string Password = "p4ssw0rd-of-the-proxy";
    private static readonly GraphRequest List = RequestBuilder.List(GraphSchema.IosUpdateDeviceStatus, null);

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_through_a_proxy_that_requires_a_sign_in_sends_the_credential(bool asks)
    {
        await using TestAuthority server = await TestAuthority.StartAsync();
        server.Answer = (_, _) => Task.FromResult((200, JObject.Parse("""{"value":[{"id":"1","status":"compliant"}]}""")));
        await using var proxy = asks ? new ConnectProxy("user", "pass") : new ConnectProxy();
        using SocketsHttpHandler sockets = HttpClients.CreateSockets(
            ProxySettings.Create(proxy.Address, asks ? new NetworkCredential("user", "pass") : null), server.Address);
        sockets.SslOptions.RemoteCertificateValidationCallback = server.Trust;
        using GraphClient client = Connect(server.Address, null, sockets);

        List<StatusEntity> read = [];
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(List, null, End))
        {
            read.AddRange(page);
        }

        Assert.Equal("compliant", Assert.Single(read).Status);
        Assert.Equal(server.Address.Authority, Assert.Single(proxy.Tunnels));
    }

    [Fact]
    public void GraphClient_proxy_and_http_endpoint_is_refused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => Connect(new Uri("http://127.0.0.1:9"), ProxySettings.Create(new Uri("http://proxy.example:8080"))));

        Assert.Contains("-Proxy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_http_endpoint_uses_no_proxy_of_the_environment() =>
        await ChildProcess.RunAsync<ProxyTests>(nameof(In_child_http_endpoint), ("no_proxy", null), ("NO_PROXY", null));

    [Fact(Explicit = true)]
    public async Task In_child_http_endpoint()
    {
        await using LoopbackServer proxy = await LoopbackServer.StartAsync(
            new LoopbackOptions { Handler = context => context.Response.WriteAsync("{}", context.RequestAborted) }, End);
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(200, JObject.Parse("""{"value":[{"id":"1"}]}"""));
        foreach (string name in new[] { "http_proxy", "https_proxy", "all_proxy" })
        {
            Environment.SetEnvironmentVariable(name, proxy.BaseAddress.AbsoluteUri);
        }

        using GraphClient client = Connect(server.Http.BaseAddress, null);
        await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(List, null, End))
        {
            Assert.Single(page);
        }

        Assert.Single(server.Calls);
        Assert.Empty(proxy.Log.Last());
    }

    [Fact]
    public async Task ListAsync_proxy_of_the_environment_returns_407_shows_no_password() =>
        await ChildProcess.RunAsync<ProxyTests>(nameof(In_child_407), ("no_proxy", null), ("NO_PROXY", null));

    [Fact(Explicit = true)]
    public async Task In_child_407()
    {
        await using var proxy = new ConnectProxy("pia", "another");
        Environment.SetEnvironmentVariable("https_proxy", $"http://pia:{Password}@{proxy.Address.Authority}");
        ConcurrentQueue<string> lines = [];
        GraphLog log = new() { Debug = lines.Enqueue, Verbose = lines.Enqueue, Warning = lines.Enqueue };
        using GraphClient client = Connect(new Uri("https://graph.example"), null);

        GraphFailureException failed = await Assert.ThrowsAsync<GraphFailureException>(() => client.GetAsync(
            RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), log, End));

        Assert.Contains("407", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "The proxy requires a sign-in. Connect again with -ProxyCredential or -ProxyUseDefaultCredentials.", failed.Failure.Advice);
        Assert.NotEmpty(lines);
        Assert.All([failed.ToString(), failed.Failure.Message, failed.Failure.Cause!.ToString(), .. lines],
            text => Assert.DoesNotContain(Password, text, StringComparison.Ordinal));
    }

    private static GraphClient Connect(Uri endpoint, IWebProxy? proxy, HttpMessageHandler? transport = null) => new(new GraphClientOptions
    {
        Endpoint = endpoint,
        Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
        Proxy = proxy,
        Transport = transport,
        Retry = Rows.Hasty,
    });
}

using System.Net;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>After a connection has ended nothing that is still referenced leads to its token or its secrets.</summary>
public sealed class ForgetTests
{
    [Fact]
    public async Task Dispose_access_token_is_not_reachable_from_the_client()
    {
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(200, new JObject { ["id"] = "a" });
        (GraphClient client, ITokenSource source, List<WeakReference> secrets) = ByAccessToken(server.Http.BaseAddress);
        await UseAsync(client);

        // The frames of the last request are left, so that no local variable of them keeps a token.
        await Task.Yield();
        client.Dispose();

        AssertForgotten(secrets, client, source);
    }

    [Fact]
    public async Task Dispose_client_secret_and_token_are_not_reachable_from_the_client()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using BatchServer server = await BatchServer.StartAsync();
        server.Item = _ => new(200, new JObject { ["id"] = "a" });
        (GraphClient client, ITokenSource source, List<WeakReference> secrets) = ByClientSecret(authority, server.Http.BaseAddress);
        secrets.Add(await UseAsync(client));

        client.Dispose();
        await ((CachedTokenSource)source).WhenIdleAsync();
        await Task.Yield();

        AssertForgotten(secrets, client, source);
    }

    [Fact]
    public void Dispose_password_of_the_proxy_is_not_reachable_from_the_client()
    {
        (GraphClient client, IWebProxy proxy, List<WeakReference> secrets) = ThroughProxy();

        client.Dispose();

        AssertForgotten(secrets, client, proxy);
    }

    [Fact]
    public async Task GetTokenAsync_after_dispose_is_refused()
    {
        ITokenSource source = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = "a.b" });
        ((IDisposable)source).Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await source.GetTokenAsync(null, TestContext.Current.CancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GraphClient Client, ITokenSource Source, List<WeakReference> Secrets) ByAccessToken(Uri endpoint)
    {
        string token = "token-" + Guid.NewGuid().ToString("N");
        ITokenSource source = TokenSources.Create(new SignInOptions { Method = SignInMethod.AccessToken, AccessToken = token });
        return (Connect(source, endpoint), source, [new WeakReference(token)]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GraphClient Client, ITokenSource Source, List<WeakReference> Secrets) ByClientSecret(
        TestAuthority authority, Uri endpoint)
    {
        string secret = "secret-" + Guid.NewGuid().ToString("N");
        SignInOptions options = new()
        {
            Method = SignInMethod.ClientSecret,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            ClientSecret = secret,
            Authority = authority.Address,
            TrustForTests = authority.Trust,
        };
        ITokenSource source = TokenSources.Create(options);
        return (Connect(source, endpoint), source, [new WeakReference(secret), new WeakReference(options)]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GraphClient Client, IWebProxy Proxy, List<WeakReference> Secrets) ThroughProxy()
    {
        NetworkCredential credential = new("pia", "pass-" + Guid.NewGuid().ToString("N"));
        IWebProxy proxy = ProxySettings.Create(new Uri("http://proxy.example:8080"), credential)!;
        GraphClient client = new(new GraphClientOptions
        {
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            Proxy = proxy,
        });
        return (client, proxy, [new WeakReference(credential)]);
    }

    private static GraphClient Connect(ITokenSource source, Uri endpoint) =>
        new(new GraphClientOptions { Endpoint = endpoint, Tokens = source, Retry = Rows.Hasty });

    /// <summary>Reads once, so that the token went through every handler.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(GraphClient client)
    {
        CancellationToken end = TestContext.Current.CancellationToken;
        await client.GetAsync(RequestBuilder.Get(GraphSchema.IosUpdateDeviceStatus, null, "a"), null, end);
        BearerToken token = await client.SignInAsync(end);
        return new WeakReference(token.Value);
    }

    private static void AssertForgotten(List<WeakReference> secrets, params object[] alive)
    {
        // A task that just ended may hold its state for a moment on another thread.
        bool forgotten = SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                return secrets.TrueForAll(secret => !secret.IsAlive);
            },
            TimeSpan.FromSeconds(20));
        IEnumerable<int> reachable = Enumerable.Range(0, secrets.Count).Where(i => secrets[i].IsAlive);
        Assert.True(forgotten, $"Still reachable: {string.Join(", ", reachable)}.");
        GC.KeepAlive(alive);
    }
}

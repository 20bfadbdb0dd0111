using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class ClientSecretTests
{
    [Fact]
    public async Task FetchAsync_client_secret_requests_the_default_scope()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();

        BearerToken token = await SignIns.OnceAsync(SignIns.ByClientSecret(authority));

        TokenRequest request = Assert.Single(authority.Requests);
        Assert.Equal($"/{TestAuthority.Tenant}/oauth2/v2.0/token", request.Path);
        Assert.Equal("client_credentials", request["grant_type"]);
        Assert.Equal(TestAuthority.Client, request["client_id"]);
        Assert.Equal(SignIns.Secret, request["client_secret"]);
        Assert.Equal("https://graph.microsoft.com/.default", request["scope"]);
        Assert.Equal(1, TokenRequest.Part(token.Value, 1)["number"]!.Value<int>());
        Assert.InRange(token.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(61));
    }

    [Theory]
    [InlineData("USGov", "https://graph.microsoft.us/.default")]
    [InlineData("USGovDoD", "https://dod-graph.microsoft.us/.default")]
    [InlineData("China", "https://microsoftgraph.chinacloudapi.cn/.default")]
    public async Task FetchAsync_client_secret_requests_the_audience_of_the_cloud(string cloud, string scope)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();

        await SignIns.OnceAsync(SignIns.ByClientSecret(authority, GraphCloud.Find(cloud)));

        Assert.Equal(scope, Assert.Single(authority.Requests)["scope"]);
    }

    [Fact]
    public async Task GetTokenAsync_twenty_callers_share_one_request_and_later_ones_the_token()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        authority.Answer = async (request, _) =>
        {
            arrived.TrySetResult();
            await mayAnswer.Task;
            return (200, authority.Token(request));
        };
        ITokenSource source = TokenSources.Create(SignIns.ByClientSecret(authority));
        using var _ = source as IDisposable;

        Task<BearerToken>[] calls = Enumerable.Range(0, 20)
            .Select(_ => source.GetTokenAsync(null, TestContext.Current.CancellationToken).AsTask()).ToArray();
        await arrived.Task.InTime();
        mayAnswer.SetResult();
        BearerToken[] tokens = await Task.WhenAll(calls);
        BearerToken later = await source.GetTokenAsync(null, TestContext.Current.CancellationToken);

        Assert.Single(authority.Requests);
        Assert.All(tokens, token => Assert.Same(later, token));
    }

    [Fact]
    public async Task GetTokenAsync_token_about_to_expire_is_renewed_while_the_old_one_is_used()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Lifetime = 240;
        var clock = new ManualClock();
        ITokenSource source = TokenSources.Create(SignIns.ByClientSecret(authority), clock);
        using var _ = source as IDisposable;
        BearerToken first = await source.GetTokenAsync(null, TestContext.Current.CancellationToken);
        authority.Lifetime = 480;
        var renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        authority.Answer = (request, context) =>
        {
            context.Response.OnCompleted(() =>
            {
                renewed.SetResult();
                return Task.CompletedTask;
            });
            return Task.FromResult((200, authority.Token(request)));
        };

        clock.Advance(TimeSpan.FromSeconds(190));
        BearerToken second = await source.GetTokenAsync(null, TestContext.Current.CancellationToken);
        await renewed.Task.InTime();
        clock.Advance(TimeSpan.FromSeconds(48));
        BearerToken third = await source.GetTokenAsync(null, TestContext.Current.CancellationToken);

        Assert.Same(first, second);
        Assert.NotEqual(first.Value, third.Value);
        Assert.Equal(2, authority.Requests.Count);
    }

    [Fact]
    public async Task GetTokenAsync_claims_challenge_is_passed_on_and_gets_a_new_token()
    {
        const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}""";
        await using TestAuthority authority = await TestAuthority.StartAsync();
        ITokenSource source = TokenSources.Create(SignIns.ByClientSecret(authority));
        using var _ = source as IDisposable;
        CancellationToken end = TestContext.Current.CancellationToken;

        BearerToken first = await source.GetTokenAsync(null, end);
        BearerToken answer = await source.GetTokenAsync(Claims, end);
        BearerToken same = await source.GetTokenAsync(Claims, end);
        BearerToken after = await source.GetTokenAsync(null, end);

        Assert.NotEqual(first.Value, answer.Value);
        Assert.Same(answer, same);
        Assert.Same(answer, after);
        Assert.Equal(2, authority.Requests.Count);
        var sent = JObject.Parse(authority.Requests.Last()["claims"]);
        Assert.Equal("1700000000", (string?)sent["access_token"]!["nbf"]!["value"]);
        Assert.Contains("CP1", authority.Requests.First()["claims"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task GetTokenAsync_cancelled_ends_the_sign_in_and_the_request()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        authority.Answer = async (_, context) =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task;
            return (500, []);
        };
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> call = SignIns.OnceAsync(SignIns.ByClientSecret(authority), cancel.Token);
        await arrived.Task.InTime();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await aborted.Task.InTime();
    }

    [Fact]
    public async Task FetchAsync_untrusted_certificate_of_the_server_fails()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();

        SignInException error = await SignIns.FailAsync(new SignInOptions
        {
            Method = SignInMethod.ClientSecret,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            ClientSecret = SignIns.Secret,
            Authority = authority.Address,
        });

        Assert.Contains("is not trusted", error.Message, StringComparison.Ordinal);
        Assert.Empty(authority.Requests);
    }
}

using System.Collections.Concurrent;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class DeviceCodeTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FetchAsync_shows_the_code_and_waits_until_the_sign_in_is_done()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        int polls = 0;
        Serve(authority, request => ++polls == 1 ? (400, TestAuthority.Error("AADSTS70016: "
            + "pending", "authorization_pending")) : (200, authority.Token(request)));
        var shown = new ConcurrentQueue<DeviceCodePrompt>();

        BearerToken token = await SignIns.OnceAsync(Options(authority, shown));

        DeviceCodePrompt prompt = Assert.Single(shown);
        Assert.Equal("ABC123", prompt.UserCode);
        Assert.Equal("https://microsoft.com/devicelogin", prompt.VerificationUri.AbsoluteUri);
        Assert.Equal("Open the page and enter ABC123.", prompt.Message);
        Assert.InRange(prompt.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(14), DateTimeOffset.UtcNow.AddMinutes(16));
        Assert.Equal(2, polls);
        TokenRequest first = authority.Requests.First();
        Assert.Equal("/organizations/oauth2/v2.0/devicecode", first.Path);
        Assert.Equal(SignInOptions.DefaultClientId, first["client_id"]);
        Assert.Equal(
            [
                "https://graph.microsoft.com/DeviceManagementApps.Read.All",
                "https://graph.microsoft.com/DeviceManagementConfiguration.Read.All",
            ],
            first["scope"].Split(' ').Where(scope => scope.Contains("://", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotEmpty(token.Value);
    }

    [Fact]
    public async Task FetchAsync_code_that_is_not_entered_ends_at_the_timeout()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        Serve(authority, _ => (400, TestAuthority.Error("AADSTS70016: pending", "authorization_pending")));

        SignInException error = await SignIns.FailAsync(Options(authority, new(), TimeSpan.FromSeconds(1)));

        Assert.StartsWith("Nobody signed in within 1 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_renewal_uses_the_refresh_token_and_shows_no_code()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Lifetime = 240;
        Serve(authority, request => (200, authority.Token(request)));
        var shown = new ConcurrentQueue<DeviceCodePrompt>();
        var clock = new ManualClock();
        ITokenSource source = TokenSources.Create(Options(authority, shown), clock);
        using var _ = source as IDisposable;
        BearerToken first = await source.GetTokenAsync(null, End);

        clock.Advance(TimeSpan.FromSeconds(239));
        BearerToken second = await source.GetTokenAsync(null, End);

        Assert.NotEqual(first.Value, second.Value);
        Assert.Single(shown);
        Assert.Equal("refresh_token", authority.Requests.Last()["grant_type"]);
    }

    [Fact]
    public async Task FetchAsync_refused_refresh_token_shows_a_new_code()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Lifetime = 240;
        Serve(authority, request => (200, authority.Token(request)));
        var shown = new ConcurrentQueue<DeviceCodePrompt>();
        var clock = new ManualClock();
        ITokenSource source = TokenSources.Create(Options(authority, shown), clock);
        using var _ = source as IDisposable;
        BearerToken first = await source.GetTokenAsync(null, End);
        authority.Lifetime = 3600;
        Serve(authority, request => request["grant_type"] == "refresh_token"
            ? (400, TestAuthority.Error("AADSTS700082: The refresh token has expired.", "invalid_grant"))
            : (200, authority.Token(request)));

        clock.Advance(TimeSpan.FromSeconds(190));
        Assert.Same(first, await source.GetTokenAsync(null, End));
        Task idle = ((CachedTokenSource)source).WhenIdleAsync();
        await idle;
        Assert.Single(shown);
        clock.Advance(TimeSpan.FromSeconds(49));
        BearerToken second = await source.GetTokenAsync(null, End);

        Assert.NotEqual(first.Value, second.Value);
        Assert.Equal(2, shown.Count);
    }

    [Fact]
    public async Task FetchAsync_cancelled_while_it_waits_for_the_person_ends()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        var polled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Serve(authority, _ =>
        {
            polled.TrySetResult();
            return (400, TestAuthority.Error("AADSTS70016: pending", "authorization_pending"));
        });
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> call = SignIns.OnceAsync(Options(authority, []), cancel.Token);
        await polled.Task.InTime();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5), End));
    }

    [Theory]
    [InlineData("authorization_declined", "was cancelled or declined")]
    [InlineData("expired_token", "before the device code expired")]
    public async Task FetchAsync_code_declined_or_expired_fails_with_the_reason(string code, string reason)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        Serve(authority, _ => (400, TestAuthority.Error("the service's own words", code)));

        SignInException error = await SignIns.FailAsync(Options(authority, []));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_without_a_way_to_show_the_code_is_refused() =>
        Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions { Method = SignInMethod.DeviceCode }));

    internal static JObject Code() => new()
    {
        ["device_code"] = "device",
        ["user_code"] = "ABC123",
        ["verification_uri"] = "https://microsoft.com/devicelogin",
        ["expires_in"] = 900,
        ["interval"] = 0,
        ["message"] = "Open the page and enter ABC123.",
    };

    private static void Serve(TestAuthority authority, Func<TokenRequest, (int Status, JObject Body)> token) =>
        authority.Answer = (request, _) => Task.FromResult(request.Path.EndsWith("/devicecode", StringComparison.Ordinal)
            ? (200, Code())
            : token(request));

    private static SignInOptions Options(
        TestAuthority authority, ConcurrentQueue<DeviceCodePrompt> shown, TimeSpan? timeout = null) => new()
        {
            Method = SignInMethod.DeviceCode,
            InteractionTimeout = timeout,
            Authority = authority.Address,
            TrustForTests = authority.Trust,
            OnDeviceCode = (prompt, _) =>
            {
                shown.Enqueue(prompt);
                return Task.CompletedTask;
            },
        };
}

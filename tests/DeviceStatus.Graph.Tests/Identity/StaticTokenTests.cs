using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class StaticTokenTests
{
    private static readonly DateTimeOffset InAnHour = DateTimeOffset.FromUnixTimeSeconds(
        DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds());

    [Fact]
    public async Task GetTokenAsync_jwt_is_refused_after_its_expiry()
    {
        var clock = new ManualClock();
        ITokenSource source = TokenSources.Create(Options(Jwt(InAnHour)), clock);

        BearerToken token = await source.GetTokenAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(InAnHour, token.ExpiresOn);
        Assert.Equal(Jwt(InAnHour), token.Value);

        clock.Advance(TimeSpan.FromHours(2));
        SignInException error = await Assert.ThrowsAsync<SignInException>(
            () => source.GetTokenAsync(null, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal($"The access token expired at {InAnHour.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: connect again with a new "
            + "one.", error.Message);
    }

    [Fact]
    public void Create_token_that_has_expired_is_refused()
    {
        SignInException error = Assert.Throws<SignInException>(
            () => TokenSources.Create(Options(Jwt(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero)))));

        Assert.Contains("expired at 2020-01-02 03:04:05Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetTokenAsync_opaque_token_never_expires_and_loses_a_bearer_prefix()
    {
        BearerToken token = await SignIns.OnceAsync(Options(" Bearer EwB-opaque/token+== \n"));

        Assert.Equal("EwB-opaque/token+==", token.Value);
        Assert.Equal(DateTimeOffset.MaxValue, token.ExpiresOn);
    }

    [Fact]
    public async Task GetTokenAsync_claims_challenge_fails()
    {
        ITokenSource source = TokenSources.Create(Options(Jwt(InAnHour)));

        SignInException error = await Assert.ThrowsAsync<SignInException>(
            () => source.GetTokenAsync("{}", TestContext.Current.CancellationToken).AsTask());

        Assert.Contains("claims challenge", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_token_of_another_cloud_fails()
    {
        SignInException error = Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions
        {
            Method = SignInMethod.AccessToken,
            Cloud = GraphCloud.China,
            AccessToken = Jwt(InAnHour),
        }));

        Assert.Contains("for the cloud Global, the connection for China", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("abc\r\nX-Evil: 1")]
    [InlineData("abc def")]
    [InlineData("ab\u00e9")]
    public void Create_invalid_token_is_refused_without_being_repeated(string text)
    {
        SignInException error = Assert.Throws<SignInException>(() => TokenSources.Create(Options(text)));

        Assert.True(text.Trim().Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_sandbox_needs_no_token()
    {
        BearerToken token = await SignIns.OnceAsync(new SignInOptions { Method = SignInMethod.Sandbox });

        Assert.Equal(DateTimeOffset.MaxValue, token.ExpiresOn);
    }

    [Fact]
    public void TokenDetails_are_read_from_a_jwt_only()
    {
        var token = new BearerToken(
            TestAuthority.Jwt(new JObject
            {
                ["tid"] = "t",
                ["appid"] = "a",
                ["upn"] = "pia@contoso.example",
                ["scp"] = "A.Read B.Read",
                ["exp"] = 1700000000.5,
            }),
            InAnHour);

        TokenDetails details = TokenDetails.Read(token)!;

        Assert.Equal(("t", "a", "pia@contoso.example"), (details.TenantId, details.ClientId, details.Account));
        Assert.Equal(["A.Read", "B.Read"], details.Permissions);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), details.ExpiresOn);
        Assert.Null(TokenDetails.Read("opaque"));
        Assert.Null(TokenDetails.Read("a.%%%.c"));
        Assert.Null(TokenDetails.Read("a.bm8ganNvbg.c"));
        Assert.Null(TokenDetails.Read(TestAuthority.Jwt(new JObject { ["exp"] = long.MaxValue }))!.ExpiresOn);
    }

    private static SignInOptions Options(string token) => new() { Method = SignInMethod.AccessToken, AccessToken = token };

    private static string Jwt(DateTimeOffset expires) =>
        TestAuthority.Jwt(new JObject { ["exp"] = expires.ToUnixTimeSeconds(), ["aud"] = "https://graph.microsoft.com/" });
}

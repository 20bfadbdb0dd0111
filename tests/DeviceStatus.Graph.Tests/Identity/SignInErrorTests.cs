using System.Net;
using System.Net.Sockets;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class SignInErrorTests
{
    [Theory]
    [InlineData("AADSTS90002", "no such tenant in the cloud Global")]
    [InlineData("AADSTS700016", "The application " + TestAuthority.Client + " is not in the tenant " + TestAuthority.Tenant)]
    [InlineData("AADSTS500011", "does not know Microsoft Graph of the cloud Global")]
    [InlineData("AADSTS65001", "Consent is missing")]
    [InlineData("AADSTS7000222", "The client secret has expired")]
    [InlineData("AADSTS7000215", "The client secret is wrong")]
    [InlineData("AADSTS700027", "The certificate is not one of")]
    [InlineData("AADSTS50076", "multi-factor")]
    [InlineData("AADSTS50079", "multi-factor")]
    [InlineData("AADSTS53003", "conditional access")]
    public async Task FetchAsync_common_error_code_says_why_and_what_to_do(string code, string reason)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Answer = (_, _) => Task.FromResult((400, TestAuthority.Error(code + ": the service's own words.", "invalid_request")));

        SignInException error = await SignIns.FailAsync(SignIns.ByClientSecret(authority));

        Assert.Equal(code, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"({code})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_other_error_code_is_quoted_without_secrets_and_with_ids_for_support()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        string jwt = (string)authority.Token(new TokenRequest("POST", "/", [], []))["access_token"]!;
        authority.Answer = (request, _) => Task.FromResult(
            (400, TestAuthority.Error($"AADSTS1234567: Odd thing with {request["client_secret"]} and {jwt}; client_assertion=abc&x=1.")));

        SignInException error = await SignIns.FailAsync(SignIns.ByClientSecret(authority));

        Assert.Equal(
            "The sign-in by ClientSecret failed: AADSTS1234567: Odd thing with [redacted] and [redacted]; "
                + "client_assertion=[redacted]&x=1.", error.Message);
    }

    [Fact]
    public async Task FetchAsync_unreadable_response_shows_nothing_of_the_request()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Answer = (request, _) => Task.FromResult((400, new Newtonsoft.Json.Linq.JObject { ["echo"] = request["client_secret"] }));

        SignInException error = await SignIns.FailAsync(SignIns.ByClientSecret(authority));

        Assert.StartsWith("The sign-in by ClientSecret failed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_service_that_cannot_be_reached_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        SignInException error = await SignIns.FailAsync(new SignInOptions
        {
            Method = SignInMethod.ClientSecret,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            ClientSecret = SignIns.Secret,
            Authority = new Uri($"https://127.0.0.1:{port}"),
        });

        Assert.Equal("The sign-in service 127.0.0.1 cannot be reached: check the network, the firewall and the proxy.", error.Message);
    }

    [Theory]
    [InlineData(SignInMethod.ClientSecret, null, "c", "s", "needs a tenant")]
    [InlineData(SignInMethod.ClientSecret, "t", null, "s", "needs a client id")]
    [InlineData(SignInMethod.ClientSecret, "t", "c", "", "needs a secret")]
    [InlineData(SignInMethod.Interactive, "a/../b", null, null, "The tenant 'a/../b' is not valid")]
    [InlineData(SignInMethod.AzureLogin, "t;rm", null, null, "The tenant 't;rm' is not valid")]
    [InlineData(SignInMethod.ManagedIdentity, null, "c&d", null, "The client id 'c&d' is not valid")]
    public void Create_missing_or_invalid_option_fails_before_anything_is_sent(
        SignInMethod method, string? tenant, string? client, string? secret, string reason)
    {
        SignInException error = Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions
        {
            Method = method,
            TenantId = tenant,
            ClientId = client,
            ClientSecret = secret,
        }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_authority_without_https_is_refused() => Assert.Throws<SignInException>(() => TokenSources.Create(new SignInOptions
    {
        Method = SignInMethod.Interactive,
        Authority = new Uri("http://127.0.0.1:1"),
    }));
}

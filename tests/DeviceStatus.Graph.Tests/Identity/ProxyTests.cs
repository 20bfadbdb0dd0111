using System.Net;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class ProxyTests
{
    [Fact]
    public async Task FetchAsync_uses_the_proxy()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy();

        await SignIns.OnceAsync(Through(authority, ProxySettings.Create(proxy.Address)));

        Assert.Equal(authority.Address.Authority, Assert.Single(proxy.Tunnels));
        Assert.Single(authority.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FetchAsync_proxy_that_requires_a_sign_in_gets_the_credential_or_the_user_of_its_address(bool inAddress)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy("pia", "p@ss:1");
        IWebProxy? settings = inAddress
            ? ProxySettings.Create(new Uri($"http://pia:p%40ss%3A1@{proxy.Address.Authority}"))
            : ProxySettings.Create(proxy.Address, new NetworkCredential("pia", "p@ss:1"));

        await SignIns.OnceAsync(Through(authority, settings));

        Assert.Single(proxy.Tunnels);
        Assert.Equal(string.Empty, settings!.GetProxy(authority.Address)!.UserInfo);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task FetchAsync_proxy_refuses_the_user_message_has_407_and_the_parameter(string? password)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy("pia", "right");
        NetworkCredential? credential = password is null ? null : new NetworkCredential("pia", password);

        SignInException error = await SignIns.FailAsync(Through(authority, ProxySettings.Create(proxy.Address, credential)));

        Assert.Contains("407", error.Message, StringComparison.Ordinal);
        Assert.Contains("-ProxyCredential", error.Message, StringComparison.Ordinal);
        Assert.Empty(authority.Requests);
    }

    [Fact]
    public async Task FetchAsync_without_a_proxy_parameter_uses_the_environment_variables() =>
        await ChildProcess.RunAsync<ProxyTests>(nameof(In_child_environment_proxy));

    [Fact(Explicit = true)]
    public async Task In_child_environment_proxy()
    {
        await using TestAuthority direct = await TestAuthority.StartAsync();
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy("pia", "right");
        Environment.SetEnvironmentVariable(
            "HTTPS_PROXY", proxy.Address.AbsoluteUri.Replace("http://", "http://pia:right@", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable("NO_PROXY", "localhost");

        await SignIns.OnceAsync(Through(authority, proxy: null));
        Assert.Equal(authority.Address.Authority, Assert.Single(proxy.Tunnels));

        SignInOptions excepted = Through(direct, proxy: null, new UriBuilder(direct.Address) { Host = "localhost" }.Uri);
        await SignIns.OnceAsync(excepted);
        Assert.Single(direct.Requests);
        Assert.Single(proxy.Tunnels);

        // The same proxy for another user: the credential of the parameter counts, not the one in the variable.
        SignInException error = await SignIns.FailAsync(
            Through(authority, ProxySettings.Create(null, new NetworkCredential("pia", "wrong"))));
        Assert.Contains("407", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProxySettings_default_credentials_are_those_of_the_process()
    {
        IWebProxy proxy = ProxySettings.Create(new Uri("http://proxy.example:8080"), useDefaultCredentials: true)!;

        Assert.Same(CredentialCache.DefaultCredentials, proxy.Credentials);
        Assert.Null(ProxySettings.Create(null));
        Assert.Throws<ArgumentException>(() => ProxySettings.Create(null, new NetworkCredential("a", "b"), useDefaultCredentials: true));
        Assert.Throws<ArgumentException>(() => ProxySettings.Create(new Uri("ftp://proxy.example")));
        Assert.Throws<ArgumentException>(() => ProxySettings.Create(new Uri("proxy", UriKind.Relative)));
    }

    private static SignInOptions Through(TestAuthority authority, IWebProxy? proxy, Uri? address = null) => new()
    {
        Method = SignInMethod.ClientSecret,
        TenantId = TestAuthority.Tenant,
        ClientId = TestAuthority.Client,
        ClientSecret = SignIns.Secret,
        Authority = address ?? authority.Address,
        TrustForTests = authority.Trust,
        Proxy = proxy,
    };
}

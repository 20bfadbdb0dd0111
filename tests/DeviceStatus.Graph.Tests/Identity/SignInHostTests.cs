using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

[Collection(EnvironmentVariables.Name)]
public sealed class SignInHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> WrongRegions()
    {
        TheoryData<string, string, string> data = [];
        foreach (string variable in new[] { "AZURE_REGIONAL_AUTHORITY_NAME", "MSAL_FORCE_REGION" })
        {
            foreach (string method in new[] { "ClientSecret", "Certificate", "WorkloadIdentity", "EnvironmentVariable" })
            {
                data.Add(variable, method, "evil.example/x?");
            }

            data.Add(variable, "ClientSecret", "evil.example#");
            data.Add(variable, "ClientSecret", "a@evil.example");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WrongRegions))]
    public async Task FetchAsync_region_variable_that_names_a_host_sends_nothing(string variable, string method, string value)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy { Destination = authority.Address.Authority };
        using var variables = new EnvironmentScope(
            (variable, value), ("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client),
            ("AZURE_CLIENT_SECRET", SignIns.Secret));

        SignInException error = await SignIns.FailAsync(Options(Enum.Parse<SignInMethod>(method), authority, proxy));

        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Tunnels);
        Assert.Empty(authority.Requests);
    }

    [Fact]
    public async Task FetchAsync_region_variable_with_a_region_signs_in_there()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using var proxy = new ConnectProxy { Destination = authority.Address.Authority };
        using var variables = new EnvironmentScope(("AZURE_REGIONAL_AUTHORITY_NAME", "westeurope"));

        await SignIns.OnceAsync(Options(SignInMethod.ClientSecret, authority, proxy));

        Assert.Equal(
            "westeurope.login.microsoft.com:443",
            Assert.Single(proxy.Tunnels.Distinct(), tunnel => !tunnel.Contains("/metadata/instance/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com/t/oauth2/v2.0/token", true)]
    [InlineData("https://login.microsoftonline.com", "https://login.windows.net/t", true)]
    [InlineData("https://login.microsoftonline.com", "https://westeurope.login.microsoft.com/t", true)]
    [InlineData("https://login.microsoftonline.us", "https://usgovvirginia.login.microsoftonline.us/t", true)]
    [InlineData("https://login.chinacloudapi.cn", "https://chinaeast2.login.partner.microsoftonline.cn/t", true)]
    [InlineData("https://login.microsoftonline.com", "http://login.microsoftonline.com/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com:8443/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://user@login.microsoftonline.com/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.us/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://evil.example/x?.login.microsoft.com/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://a.b.login.microsoft.com/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://evillogin.microsoft.com/t", false)]
    [InlineData("https://login.microsoftonline.com", "https://.login.microsoft.com.evil.example/t", false)]
    [InlineData("https://login.microsoftonline.com", "http://169.254.169.254/metadata/instance/compute/location?format=text", true)]
    [InlineData("https://login.microsoftonline.com", "http://169.254.169.254/metadata/identity/oauth2/token", false)]
    [InlineData("https://127.0.0.1:1234", "https://127.0.0.1:1234/t", true)]
    [InlineData("https://127.0.0.1:1234", "https://westeurope.127.0.0.1:1234/t", false)]
    [InlineData("https://127.0.0.1:1234", "https://login.microsoftonline.com/t", false)]
    public void IsAllowed_cloud_authority_takes_its_hosts_only(string authority, string target, bool expected)
    {
        using var handler = new SignInHostHandler(new HttpClientHandler(), new Uri(authority), SignInRoute.CloudAuthority);
        if (Uri.TryCreate(target, UriKind.Absolute, out Uri? uri))
        {
            Assert.Equal(expected, handler.IsAllowed(HttpMethod.Get, uri));
        }
        else
        {
            Assert.False(expected);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token", true)]
    [InlineData("http://localhost:42356/msi/token", true)]
    [InlineData("http://127.0.0.1:9/x", true)]
    [InlineData("http://[::1]:9/x", true)]
    [InlineData("http://[fe80::1]:9/x", true)]
    [InlineData("http://169.254.evil.example/x", false)]
    [InlineData("http://10.0.0.1/x", false)]
    [InlineData("https://login.microsoftonline.com/x", false)]
    [InlineData("http://user@127.0.0.1/x", false)]
    public void IsAllowed_managed_identity_takes_addresses_of_this_machine_only(string target, bool expected)
    {
        using var handler = new SignInHostHandler(
            new HttpClientHandler(), new Uri("https://login.microsoftonline.com"), SignInRoute.LocalEndpoint);
        Assert.Equal(expected, handler.IsAllowed(HttpMethod.Get, new Uri(target)));
    }

    [Theory]
    [InlineData("IDENTITY_ENDPOINT")]
    [InlineData("AZURE_POD_IDENTITY_AUTHORITY_HOST")]
    public async Task FetchAsync_managed_identity_endpoint_on_another_machine_is_refused(string variable)
    {
        using var variables = new EnvironmentScope((variable, "http://192.0.2.1/token"), ("IDENTITY_HEADER", "header"));

        SignInException error = await SignIns.FailAsync(
            new SignInOptions { Method = SignInMethod.ManagedIdentity, ClientId = "99999999-0000-0000-0000-000000000009" });

        Assert.Contains("on this machine", error.Message, StringComparison.Ordinal);
    }

    private SignInOptions Options(SignInMethod method, TestAuthority authority, ConnectProxy proxy) => new()
    {
        Method = method,
        TenantId = TestAuthority.Tenant,
        ClientId = TestAuthority.Client,
        ClientSecret = SignIns.Secret,
        Certificate = method == SignInMethod.Certificate ? TestCertificates.Application : null,
        FederatedTokenFile = _folder.Write("federated", "the.federated.token"),
        TrustForTests = authority.Trust,
        Proxy = ProxySettings.Create(proxy.Address),
    };
}

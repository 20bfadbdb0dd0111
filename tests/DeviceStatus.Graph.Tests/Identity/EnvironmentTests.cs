using System.Security.Cryptography.X509Certificates;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

[Collection(EnvironmentVariables.Name)]
public sealed class EnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FetchAsync_variables_with_a_secret_sign_in()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using var variables = Variables(authority, ("AZURE_CLIENT_SECRET", SignIns.Secret));

        await SignIns.OnceAsync(Options(SignInMethod.EnvironmentVariable, authority));

        TokenRequest request = Assert.Single(authority.Requests);
        Assert.Equal($"/{TestAuthority.Tenant}/oauth2/v2.0/token", request.Path);
        Assert.Equal((TestAuthority.Client, SignIns.Secret), (request["client_id"], request["client_secret"]));
    }

    [Fact]
    public async Task FetchAsync_variables_with_a_certificate_sign_in()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        string path = _folder.Write("app.pfx", TestCertificates.Application.Export(X509ContentType.Pfx, TestCertificates.Password));
        using var variables = Variables(
            authority,
            ("AZURE_CLIENT_CERTIFICATE_PATH", path),
            ("AZURE_CLIENT_CERTIFICATE_PASSWORD", TestCertificates.Password),
            ("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "true"));

        await SignIns.OnceAsync(Options(SignInMethod.EnvironmentVariable, authority));

        Assert.True(Assert.Single(authority.Requests).AssertionHeader().ContainsKey("x5c"));
    }

    [Fact]
    public async Task FetchAsync_missing_variables_are_named()
    {
        using var none = new EnvironmentScope(("AZURE_TENANT_ID", TestAuthority.Tenant));
        SignInException error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.EnvironmentVariable });
        Assert.Equal("A sign-in by environment variables lacks AZURE_CLIENT_ID.", error.Message);

        using var half = new EnvironmentScope(("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client));
        error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.EnvironmentVariable });
        Assert.Contains("needs AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FetchAsync_workload_identity_exchanges_the_token_in_the_file(bool byVariables)
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        string file = _folder.Write("federated", "the.federated.token");
        using EnvironmentScope variables = byVariables
            ? Variables(authority, ("AZURE_FEDERATED_TOKEN_FILE", file))
            : new EnvironmentScope();

        await SignIns.OnceAsync(byVariables ? Options(SignInMethod.WorkloadIdentity, authority) : new SignInOptions
        {
            Method = SignInMethod.WorkloadIdentity,
            TenantId = TestAuthority.Tenant,
            ClientId = TestAuthority.Client,
            FederatedTokenFile = file,
            Authority = authority.Address,
            TrustForTests = authority.Trust,
        });

        TokenRequest request = Assert.Single(authority.Requests);
        Assert.Equal($"/{TestAuthority.Tenant}/oauth2/v2.0/token", request.Path);
        Assert.Equal((TestAuthority.Client, "the.federated.token"), (request["client_id"], request["client_assertion"]));
        Assert.Equal("https://graph.microsoft.com/.default", request["scope"]);
    }

    [Fact]
    public async Task FetchAsync_workload_identity_names_what_is_missing()
    {
        using var variables = new EnvironmentScope(("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client));

        SignInException error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.WorkloadIdentity });
        Assert.Contains("AZURE_FEDERATED_TOKEN_FILE", error.Message, StringComparison.Ordinal);

        error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.WorkloadIdentity, FederatedTokenFile = "/no/such/file" });
        Assert.Contains("'/no/such/file', does not exist", error.Message, StringComparison.Ordinal);
    }

    public static bool IsWindows => OperatingSystem.IsWindows();

    [Fact(SkipWhen = nameof(IsWindows), Skip = "Windows has no pipes and devices in the file system.")]
    public async Task FetchAsync_file_of_a_secret_that_is_a_pipe_is_refused_at_once()
    {
        string fifo = Files.PrivateFileTests.MakeFifo(_folder, "pipe");
        using var variables = new EnvironmentScope(
            ("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client), ("AZURE_CLIENT_CERTIFICATE_PATH", fifo));

        foreach (SignInOptions options in new SignInOptions[]
        {
            new() { Method = SignInMethod.EnvironmentVariable },
            new() { Method = SignInMethod.WorkloadIdentity, FederatedTokenFile = fifo },
        })
        {
            SignInException error = await SignIns.FailAsync(options);
            Assert.Contains("no regular file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FetchAsync_contradicting_authority_of_the_environment_fails()
    {
        string file = _folder.Write("federated", "the.federated.token");
        using var variables = new EnvironmentScope(
            ("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client), ("AZURE_CLIENT_SECRET", SignIns.Secret),
            ("AZURE_FEDERATED_TOKEN_FILE", file), ("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us/"));

        foreach (SignInMethod method in new[] { SignInMethod.EnvironmentVariable, SignInMethod.WorkloadIdentity })
        {
            SignInException error = await SignIns.FailAsync(new SignInOptions { Method = method });
            Assert.Equal(
                "The environment variable AZURE_AUTHORITY_HOST names login.microsoftonline.us, which belongs to USGov or USGovDoD, "
                    + "but the connection "
                + "is for Global: give -Environment USGov, or clear the variable.",
                error.Message);
        }
    }

    [Theory]
    [InlineData("https://login.microsoftonline.us", "USGovDoD", "https://login.microsoftonline.us/")]
    [InlineData("https://login.windows.net/", "Global", "https://login.microsoftonline.com/")]
    [InlineData("https://login.partner.microsoftonline.cn", "China", "https://login.chinacloudapi.cn/")]
    [InlineData("", "China", "https://login.chinacloudapi.cn/")]
    [InlineData("https://login.example", "Global", null)]
    [InlineData("http://login.microsoftonline.com", "Global", null)]
    [InlineData("https://login.chinacloudapi.cn", "Global", null)]
    public void CloudAuthority_from_the_environment_applies_only_within_its_cloud(string variable, string cloud, string? expected)
    {
        using var variables = new EnvironmentScope(("AZURE_AUTHORITY_HOST", variable));
        var options = new SignInOptions { Method = SignInMethod.EnvironmentVariable, Cloud = GraphCloud.Find(cloud)! };

        if (expected is null)
        {
            Assert.Contains(
                "AZURE_AUTHORITY_HOST",
                Assert.Throws<SignInException>(() => CloudAuthority.OfEnvironment(options)).Message,
                StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, CloudAuthority.OfEnvironment(options).AbsoluteUri);
        }
    }

    [Fact]
    public async Task CloudAuthority_from_the_environment_does_not_affect_other_methods()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        await using TestAuthority other = await TestAuthority.StartAsync();
        using var variables = new EnvironmentScope(("AZURE_AUTHORITY_HOST", other.Address.AbsoluteUri));

        await SignIns.OnceAsync(SignIns.ByClientSecret(authority));

        Assert.Single(authority.Requests);
        Assert.Empty(other.Requests);
        Assert.Equal(
            GraphCloud.China.Authority,
            CloudAuthority.Of(new SignInOptions { Method = SignInMethod.ClientSecret, Cloud = GraphCloud.China }));
    }

    private static EnvironmentScope Variables(TestAuthority authority, params (string Name, string? Value)[] more) => new(
    [
        ("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client),
        ("AZURE_AUTHORITY_HOST", authority.Address.AbsoluteUri), .. more,
    ]);

    private static SignInOptions Options(
        SignInMethod method, TestAuthority authority) => new() { Method = method, TrustForTests = authority.Trust };
}

using System.Diagnostics;
using DeviceStatus.Graph.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>
/// Every way to sign in, in every cloud. The sign-in goes to the cloud's real authority as far as it can tell: a proxy leads each tunnel to
/// the test's own service and notes which host was asked for, so that one word to another cloud would be seen.
/// </summary>
[Collection(EnvironmentVariables.Name)]
public sealed class CloudMatrixTests(MetadataService machine) : IClassFixture<MetadataService>, IDisposable
{
    private const string Identity = "99999999-0000-0000-0000-00000000000a";
    private readonly TemporaryFolder _folder = new();

    public static MatrixTheoryData<SignInMethod, string> Cells => new(
        Enum.GetValues<SignInMethod>().Except([SignInMethod.Sandbox]).Where(method => OperatingSystem.IsLinux() || !NeedsScript(method)),
        GraphCloud.All.Select(cloud => cloud.Name));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task SignIn_in_each_cloud_uses_its_authority_and_audience(SignInMethod method, string cloudName)
    {
        GraphCloud cloud = GraphCloud.Find(cloudName)!;
        string root = cloud.GraphEndpoint.GetLeftPart(UriPartial.Authority);
        await using TestAuthority authority = await TestAuthority.StartAsync();
        authority.Answer = (request, _) => Task.FromResult((200, Answer(authority, request)));
        await using var proxy = new ConnectProxy { Destination = authority.Address.Authority };
        using EnvironmentScope variables = await SetUpAsync(method);

        Task<BearerToken> call = SignIns.OnceAsync(Options(method, cloud, authority, proxy));
        if (method == SignInMethod.Interactive)
        {
            string page = await Fifo.ReadAsync(Path.Combine(_folder.Path, "address"));
            Assert.StartsWith(cloud.Authority.AbsoluteUri, page, StringComparison.Ordinal);
            await InteractiveTests.PostAsync(InteractiveTests.Query(page), new("code", "the-code"));
        }

        await call;

        string[] hosts = [.. proxy.Tunnels.Distinct()];
        string[] asked = [.. authority.Requests.SelectMany(request => request["scope"].Split(' ')).Where(
            scope => scope.Contains("://", StringComparison.Ordinal))];
        switch (method)
        {
            case SignInMethod.AccessToken:
                Assert.Empty(hosts);
                break;
            case SignInMethod.ManagedIdentity:
                Assert.Empty(hosts);
                Assert.Equal(root, machine.Server.Requests.Last()["resource"].TrimEnd('/'));
                break;
            case SignInMethod.AzureLogin:
                Assert.Empty(hosts);
                string arguments = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "seen"), TestContext.Current.CancellationToken);
                Assert.Contains(root, arguments, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal([cloud.Authority.IdnHost + ":443"], hosts);
                Assert.NotEmpty(asked);
                Assert.All(asked, scope => Assert.StartsWith(root + "/", scope, StringComparison.Ordinal));
                break;
        }
    }

    private static bool NeedsScript(SignInMethod method) => method is SignInMethod.AzureLogin or SignInMethod.Interactive;

    private static JObject Answer(TestAuthority authority, TokenRequest request) =>
        request.Path.EndsWith("/devicecode", StringComparison.Ordinal) ? DeviceCodeTests.Code() : authority.Token(request);

    private async Task<EnvironmentScope> SetUpAsync(SignInMethod method)
    {
        switch (method)
        {
            case SignInMethod.ManagedIdentity:
                machine.Server.Answer = null;
                return new EnvironmentScope(("IDENTITY_ENDPOINT", machine.Server.Address + "msi/token"), ("IDENTITY_HEADER", "header"));
            case SignInMethod.EnvironmentVariable:
                return new EnvironmentScope(
                    ("AZURE_TENANT_ID", TestAuthority.Tenant), ("AZURE_CLIENT_ID", TestAuthority.Client),
                    ("AZURE_CLIENT_SECRET", SignIns.Secret));
            case SignInMethod.AzureLogin:
                _folder.WriteScript(
                    "az", $"echo \"$@\" > '{Path.Combine(_folder.Path, "seen")}'\n"
                        + """echo '{"accessToken":"a","expires_on":4070908800,"expiresOn":"2099-01-01 00:00:00.000000"}'""");
                return new EnvironmentScope(("PATH", _folder.Path));
            case SignInMethod.Interactive:
                string address = Path.Combine(_folder.Path, "address");
                using (Process made = Process.Start("mkfifo", [address])!)
                {
                    await made.WaitForExitAsync(TestContext.Current.CancellationToken);
                }

                _folder.WriteScript("xdg-open", $"printf '%s\\n' \"$1\" > '{address}'");
                return new EnvironmentScope(("PATH", _folder.Path), ("SUDO_USER", null));
            default:
                return new EnvironmentScope();
        }
    }

    private SignInOptions Options(SignInMethod method, GraphCloud cloud, TestAuthority authority, ConnectProxy proxy) => new()
    {
        Method = method,
        Cloud = cloud,
        TenantId = TestAuthority.Tenant,
        ClientId = method == SignInMethod.ManagedIdentity ? Identity : TestAuthority.Client,
        ClientSecret = SignIns.Secret,
        Certificate = TestCertificates.Application,
        FederatedTokenFile = _folder.Write("federated", "the.federated.token"),
        AccessToken = TestAuthority.Jwt(new JObject { ["aud"] = cloud.GraphEndpoint.AbsoluteUri }),
        OnDeviceCode = (_, _) => Task.CompletedTask,
        Proxy = ProxySettings.Create(proxy.Address),
        TrustForTests = authority.Trust,
    };
}

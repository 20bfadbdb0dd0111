using System.Diagnostics;
using DeviceStatus.Graph.Identity;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

[Collection(EnvironmentVariables.Name)]
public sealed class ManagedIdentityTests(MetadataService machine) : IClassFixture<MetadataService>
{
    private const string Header = "header-5ecret-of-the-identity";

    [Theory]
    [InlineData(null)]
    [InlineData("99999999-0000-0000-0000-000000000001")]
    public async Task FetchAsync_identity_endpoint_of_automation_and_app_service_is_requested(string? clientId)
    {
        await using TestAuthority endpoint = await TestAuthority.StartAsync(https: false);
        using var variables = new EnvironmentScope(("IDENTITY_ENDPOINT", endpoint.Address + "msi/token"), ("IDENTITY_HEADER", Header));

        BearerToken token = await SignIns.OnceAsync(Options(clientId));

        TokenRequest request = Assert.Single(endpoint.Requests);
        Assert.Equal(("GET", "/msi/token"), (request.Method, request.Path));
        Assert.Equal(Header, request.Headers["X-IDENTITY-HEADER"]);
        Assert.Equal("https://graph.microsoft.us", request["resource"].TrimEnd('/'));
        Assert.Equal("2019-08-01", request["api-version"]);
        Assert.Equal(clientId ?? string.Empty, request["client_id"]);
        Assert.NotEmpty(token.Value);
    }

    [Fact]
    public async Task FetchAsync_metadata_service_of_a_machine_is_requested()
    {
        TestAuthority service = machine.Server;
        service.Answer = null;
        using var variables = new EnvironmentScope(("AZURE_POD_IDENTITY_AUTHORITY_HOST", service.Address.AbsoluteUri));

        await SignIns.OnceAsync(Options("99999999-0000-0000-0000-000000000002"));

        TokenRequest request = service.Requests.Last();
        Assert.Equal("/metadata/identity/oauth2/token", request.Path);
        Assert.Equal("true", request.Headers["Metadata"]);
        Assert.Equal("99999999-0000-0000-0000-000000000002", request["client_id"]);
        Assert.Equal("https://graph.microsoft.us", request["resource"].TrimEnd('/'));
    }

    [Fact]
    public async Task FetchAsync_local_endpoint_is_requested_without_a_proxy()
    {
        await using TestAuthority endpoint = await TestAuthority.StartAsync(https: false);
        await using var proxy = new ConnectProxy();
        using var variables = new EnvironmentScope(("IDENTITY_ENDPOINT", endpoint.Address + "msi/token"), ("IDENTITY_HEADER", Header));

        await SignIns.OnceAsync(new SignInOptions
        {
            Method = SignInMethod.ManagedIdentity,
            ClientId = "99999999-0000-0000-0000-000000000003",
            Proxy = ProxySettings.Create(proxy.Address),
        });

        Assert.Single(endpoint.Requests);
        Assert.Empty(proxy.Tunnels);
    }

    [Fact]
    public async Task FetchAsync_without_a_managed_identity_fails_quickly()
    {
        // Nothing listens on the discard port.
        using var variables = new EnvironmentScope(("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:9"));
        long start = Stopwatch.GetTimestamp();

        SignInException error = await SignIns.FailAsync(Options("99999999-0000-0000-0000-000000000004"));

        Assert.StartsWith("There is no managed identity", error.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task FetchAsync_identity_that_is_not_assigned_is_named()
    {
        TestAuthority service = machine.Server;
        service.Answer = (_, _) => Task.FromResult(
            (400, new JObject { ["error"] = "invalid_request", ["error_description"] = "Identity not found" }));
        using var variables = new EnvironmentScope(("AZURE_POD_IDENTITY_AUTHORITY_HOST", service.Address.AbsoluteUri));

        SignInException error = await SignIns.FailAsync(Options("99999999-0000-0000-0000-000000000005"));

        Assert.Contains("99999999-0000-0000-0000-000000000005 is not assigned to this resource", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_slow_endpoint_is_awaited_until_it_is_cancelled()
    {
        await using TestAuthority endpoint = await TestAuthority.StartAsync(https: false);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Answer = async (_, context) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (500, []);
        };
        using var variables = new EnvironmentScope(("IDENTITY_ENDPOINT", endpoint.Address + "msi/token"), ("IDENTITY_HEADER", Header));
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> call = SignIns.OnceAsync(Options("99999999-0000-0000-0000-000000000006"), cancel.Token);
        await arrived.Task.InTime();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => call.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FetchAsync_endpoint_refuses_message_repeats_no_header()
    {
        await using TestAuthority endpoint = await TestAuthority.StartAsync(https: false);
        endpoint.Answer = (request, _) => Task.FromResult(
            (400, new JObject { ["statusCode"] = 400, ["message"] = "Odd: " + request.Headers["X-IDENTITY-HEADER"] }));
        using var variables = new EnvironmentScope(("IDENTITY_ENDPOINT", endpoint.Address + "msi/token"), ("IDENTITY_HEADER", Header));

        SignInException error = await SignIns.FailAsync(Options("99999999-0000-0000-0000-000000000007"));

        Assert.DoesNotContain(Header, error.Message, StringComparison.Ordinal);
    }

    private static SignInOptions Options(
        string? clientId) => new() { Method = SignInMethod.ManagedIdentity, Cloud = GraphCloud.USGov, ClientId = clientId };
}

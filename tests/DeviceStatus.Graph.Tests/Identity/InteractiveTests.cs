using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>The browser is a script that hands its address to the test, which then plays the person.</summary>
[Collection(EnvironmentVariables.Name)]
public sealed class InteractiveTests : IDisposable
{
    private readonly TemporaryFolder _path = new();

    public static bool IsNotLinux => !OperatingSystem.IsLinux();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public void Dispose() => _path.Dispose();

    [Fact(SkipWhen = nameof(IsNotLinux), Skip = "The stand-in for the browser is Linux's xdg-open.")]
    public async Task FetchAsync_browser_sign_in_requests_exactly_the_scopes_wanted()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using EnvironmentScope variables = await BrowserAsync();
        Task<BearerToken> call = SignIns.OnceAsync(Options(authority, "DeviceManagementApps.ReadWrite.All"));

        Dictionary<string, string> asked = Query(await Fifo.ReadAsync(Path.Combine(_path.Path, "address")));
        await PostAsync(asked, new("code", "the-code"));
        BearerToken token = await call;

        Assert.NotEmpty(token.Value);
        Assert.Equal(SignInOptions.DefaultClientId, asked["client_id"]);
        Assert.Equal(
            ["https://graph.microsoft.com/DeviceManagementApps.ReadWrite.All"],
            asked["scope"].Split(' ').Where(scope => scope.Contains("://", StringComparison.Ordinal)));
        Assert.Equal("form_post", asked["response_mode"]);
        TokenRequest request = Assert.Single(authority.Requests);
        Assert.Equal("/organizations/oauth2/v2.0/token", request.Path);
        Assert.Equal(("authorization_code", "the-code"), (request["grant_type"], request["code"]));
        Assert.NotEmpty(request["code_verifier"]);
    }

    [Fact(SkipWhen = nameof(IsNotLinux), Skip = "The stand-in for the browser is Linux's xdg-open.")]
    public async Task FetchAsync_person_declines_fails_with_the_reason()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using EnvironmentScope variables = await BrowserAsync();
        Task<BearerToken> call = SignIns.OnceAsync(Options(authority));

        await PostAsync(Query(await Fifo.ReadAsync(Path.Combine(_path.Path, "address"))), new("error", "access_denied"));

        SignInException error = await Assert.ThrowsAsync<SignInException>(() => call);
        Assert.Contains("cancelled or declined", error.Message, StringComparison.Ordinal);
        Assert.Empty(authority.Requests);
    }

    [Fact(SkipWhen = nameof(IsNotLinux), Skip = "The stand-in for the browser is Linux's xdg-open.")]
    public async Task FetchAsync_cancelled_ends_the_wait_for_the_person_at_once()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using EnvironmentScope variables = await BrowserAsync();
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> call = SignIns.OnceAsync(Options(authority), cancel.Token);
        await Fifo.ReadAsync(Path.Combine(_path.Path, "address"));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5), End));
    }

    [Fact(SkipWhen = nameof(IsNotLinux), Skip = "The stand-in for the browser is Linux's xdg-open.")]
    public async Task FetchAsync_person_does_nothing_ends_at_the_timeout()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using EnvironmentScope variables = await BrowserAsync();
        Task<BearerToken> call = SignIns.OnceAsync(Options(authority, TimeSpan.FromSeconds(1)));
        await Fifo.ReadAsync(Path.Combine(_path.Path, "address"));

        SignInException error = await Assert.ThrowsAsync<SignInException>(() => call.WaitAsync(TimeSpan.FromSeconds(60), End));

        Assert.StartsWith(
            "Nobody signed in within 1 s. Connect again, or sign in as an application (-Identity", error.Message, StringComparison.Ordinal);
        Assert.Empty(authority.Requests);
    }

    [Fact(SkipWhen = nameof(IsNotLinux), Skip = "The stand-in for the browser is Linux's xdg-open.")]
    public async Task FetchAsync_without_a_browser_names_the_other_methods()
    {
        await using TestAuthority authority = await TestAuthority.StartAsync();
        using var variables = new EnvironmentScope(("PATH", _path.Path));

        SignInException error = await SignIns.FailAsync(Options(authority));

        Assert.Equal("No browser can be opened here: sign in with a device code (-UseDeviceCode), or as an application.", error.Message);
    }

    private static SignInOptions Options(TestAuthority authority, params string[] scopes) => Options(authority, null, scopes);

    private static SignInOptions Options(TestAuthority authority, TimeSpan? timeout, params string[] scopes) => new()
    {
        Method = SignInMethod.Interactive,
        Scopes = scopes,
        InteractionTimeout = timeout,
        Authority = authority.Address,
        TrustForTests = authority.Trust,
    };

    internal static Dictionary<string, string> Query(string address) => new Uri(address).Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);

    internal static async Task PostAsync(Dictionary<string, string> asked, KeyValuePair<string, string> answer)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });
        using var form = new FormUrlEncodedContent([answer, new("state", asked["state"])]);
        using HttpResponseMessage page = await browser.PostAsync(new Uri(asked["redirect_uri"]), form, End);
        page.EnsureSuccessStatusCode();
    }

    // The library opens the browser a moment before it listens. Connecting before that could connect the socket to itself: the port is
    // one that the system also gives to outgoing connections. So the listener is awaited, not the connection.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        int port = context.DnsEndPoint.Port;
        while (!Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port))
        {
            await Task.Delay(10, cancellationToken);
        }

        TcpClient client = new();
        await client.ConnectAsync(context.DnsEndPoint.Host, port, cancellationToken);
        return client.GetStream();
    }

    private async Task<EnvironmentScope> BrowserAsync()
    {
        string address = Path.Combine(_path.Path, "address");
        using Process made = Process.Start("mkfifo", [address])!;
        await made.WaitForExitAsync(End);
        _path.WriteScript("xdg-open", $"printf '%s\\n' \"$1\" > '{address}'");
        return new EnvironmentScope(("PATH", _path.Path), ("SUDO_USER", null));
    }
}

using System.Diagnostics;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;

namespace DeviceStatus.Graph.Tests.Identity;

[Collection(EnvironmentVariables.Name)]
public sealed class AzureLoginTests : IDisposable
{
    private const string LoggedOut = "echo \"Please run 'az login' to setup account.\" >&2; exit 1";
    private readonly TemporaryFolder _path = new();

    public static bool IsWindows => OperatingSystem.IsWindows();

    public void Dispose() => _path.Dispose();

    [Fact(SkipWhen = nameof(IsWindows), Skip = "The stand-ins for az and pwsh are shell scripts.")]
    public async Task FetchAsync_azure_cli_gets_the_token_for_the_cloud_and_tenant()
    {
        string seen = Path.Combine(_path.Path, "seen");
        string expires = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        _path.WriteScript(
            "az", $"echo \"$@\" > '{seen}'\n"
                + $$"""echo '{"accessToken":"token-of-az","expires_on":{{expires}},"expiresOn":"2099-01-01 00:00:00.000000"}'""");
        using var variables = new EnvironmentScope(("PATH", _path.Path));

        BearerToken token = await SignIns.OnceAsync(
            new SignInOptions { Method = SignInMethod.AzureLogin, Cloud = GraphCloud.China, TenantId = "contoso.example" });

        Assert.Equal("token-of-az", token.Value);
        Assert.InRange(token.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(61));
        string arguments = await File.ReadAllTextAsync(seen, TestContext.Current.CancellationToken);
        Assert.StartsWith("account get-access-token", arguments, StringComparison.Ordinal);
        Assert.Contains("https://microsoftgraph.chinacloudapi.cn", arguments, StringComparison.Ordinal);
        Assert.Contains("--tenant contoso.example", arguments, StringComparison.Ordinal);
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "The stand-ins for az and pwsh are shell scripts.")]
    public async Task FetchAsync_azure_cli_without_an_account_uses_azure_powershell()
    {
        long expires = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        _path.WriteScript("az", LoggedOut);
        _path.WriteScript(
            "pwsh",
            """echo '<Object Type="System.Management.Automation.PSCustomObject">"""
                + """<Property Name="Token" Type="System.String">token-of-powershell</Property>"""
                + $"""<Property Name="ExpiresOn" Type="System.Int64">{expires}</Property></Object>'""");
        using var variables = new EnvironmentScope(("PATH", _path.Path));

        BearerToken token = await SignIns.OnceAsync(new SignInOptions { Method = SignInMethod.AzureLogin });

        Assert.Equal("token-of-powershell", token.Value);
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "The stand-ins for az and pwsh are shell scripts.")]
    public async Task FetchAsync_neither_azure_cli_nor_azure_powershell_gives_the_reason_of_each()
    {
        using var variables = new EnvironmentScope(("PATH", _path.Path));
        SignInException error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.AzureLogin });
        Assert.Equal("Azure CLI is not installed and Azure PowerShell is not installed: run 'az login' or Connect-AzAccount, then "
            + "connect again.", error.Message);

        _path.WriteScript("az", LoggedOut);
        _path.WriteScript("pwsh", "echo 'Run Connect-AzAccount to login' >&2; exit 1");
        error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.AzureLogin });
        Assert.Equal("Azure CLI has no signed-in account and Azure PowerShell has no signed-in account: run 'az login' or "
            + "Connect-AzAccount, then connect again.", error.Message);
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "The stand-ins for az and pwsh are shell scripts.")]
    public async Task FetchAsync_error_code_in_the_output_of_az_is_explained()
    {
        _path.WriteScript("az", "echo \"ERROR: AADSTS50076: Due to a configuration change you must use multi-factor authentication. "
            + "Run: az login\" >&2; exit 1");
        using var variables = new EnvironmentScope(("PATH", _path.Path));

        SignInException error = await SignIns.FailAsync(new SignInOptions { Method = SignInMethod.AzureLogin });

        Assert.Equal("AADSTS50076", error.Code);
    }

    [Fact(SkipWhen = nameof(IsWindows), Skip = "The stand-ins for az and pwsh are shell scripts.")]
    public async Task FetchAsync_cancelled_ends_the_sign_in_at_once()
    {
        string ready = Path.Combine(_path.Path, "ready");
        using Process made = Process.Start("mkfifo", [ready])!;
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        _path.WriteScript("az", $"echo $$ > '{ready}'\nexec /bin/sleep 60");
        using var variables = new EnvironmentScope(("PATH", _path.Path));
        using var cancel = new CancellationTokenSource();
        Task<BearerToken> call = SignIns.OnceAsync(new SignInOptions { Method = SignInMethod.AzureLogin }, cancel.Token);
        using Process tool = Process.GetProcessById(
            int.Parse(await Fifo.ReadAsync(ready), System.Globalization.CultureInfo.InvariantCulture));

        await cancel.CancelAsync();

        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => call.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
        }
        finally
        {
            // The library ends the shell that it started, not what runs in it.
            tool.Kill();
        }
    }

    [Fact]
    public async Task GetTokenAsync_claims_challenge_names_the_tool_to_sign_in_with()
    {
        ITokenSource source = TokenSources.Create(new SignInOptions { Method = SignInMethod.AzureLogin });
        using var _ = source as IDisposable;

        SignInException error = await Assert.ThrowsAsync<SignInException>(
            () => source.GetTokenAsync("{}", TestContext.Current.CancellationToken).AsTask());

        Assert.Contains("Run 'az login'", error.Message, StringComparison.Ordinal);
    }
}

using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>Uses the account that is signed in to Azure CLI or Azure PowerShell.</summary>
internal sealed class AzureLoginSignIn(SignInOptions options) : AzureSignIn(options)
{
    // Both start slowly on a small machine; the limits of the libraries, about ten seconds, are often too short.
    private static readonly TimeSpan ProcessTimeout = TimeSpan.FromMinutes(1);

    private AzureCliCredential? _cli;
    private AzurePowerShellCredential? _powerShell;

    protected override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        if (request.Claims is not null)
        {
            throw new SignInException(
                "Graph requires a new sign-in (a claims challenge). Run 'az login' "
                + "(or Connect-AzAccount) again, then connect again.");
        }

        // The next tool is tried only when this one is not installed or nobody is signed in to it; any other failure is final.
        string cliReason;
        try
        {
            _cli ??= new AzureCliCredential(
                Configure(new AzureCliCredentialOptions { TenantId = Options.TenantId, ProcessTimeout = ProcessTimeout }));
            return await _cli.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialUnavailableException exception) when (!cancellationToken.IsCancellationRequested)
        {
            cliReason = Reason(exception);
        }

        try
        {
            _powerShell ??= new AzurePowerShellCredential(
                Configure(new AzurePowerShellCredentialOptions { TenantId = Options.TenantId, ProcessTimeout = ProcessTimeout }));
            return await _powerShell.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialUnavailableException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignInException(
                $"Azure CLI {cliReason} and Azure PowerShell {Reason(exception)}: run 'az login' or Connect-AzAccount, "
                    + $"then connect again.");
        }
    }

    private static string Reason(CredentialUnavailableException error) =>
        error.Message.Contains("not installed", StringComparison.OrdinalIgnoreCase) ? "is not installed" : "has no signed-in account";
}

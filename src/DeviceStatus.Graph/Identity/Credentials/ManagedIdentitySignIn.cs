using System.Net.Sockets;
using Azure.Core;
using Azure.Identity;

namespace DeviceStatus.Graph.Identity.Credentials;

/// <summary>
/// Signs in as the managed identity of the Azure resource on which the code runs. Its endpoint is local, so no proxy is used. Opening a
/// connection shows whether it exists, because a new machine may respond slowly but accepts connections at once.
/// </summary>
internal sealed class ManagedIdentitySignIn(SignInOptions options) : AzureSignIn(options)
{
    private const string MetadataService = "http://169.254.169.254";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly string[] EndpointVariables = ["IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT"];

    private ManagedIdentityCredential? _credential;

    protected override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext request, bool allowInteraction, CancellationToken cancellationToken)
    {
        if (_credential is null)
        {
            await ThrowIfUnavailableAsync(cancellationToken).ConfigureAwait(false);
            ManagedIdentityId id = string.IsNullOrEmpty(Options.ClientId)
                ? ManagedIdentityId.SystemAssigned
                : ManagedIdentityId.FromUserAssignedClientId(Options.ClientId);
            _credential = new ManagedIdentityCredential(
                Configure(new ManagedIdentityCredentialOptions(id), route: SignInRoute.LocalEndpoint));
        }

        return await _credential.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ThrowIfUnavailableAsync(CancellationToken cancellationToken)
    {
        if (EndpointVariables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) || HasArcAgent())
        {
            return;
        }

        string? moved = Environment.GetEnvironmentVariable("AZURE_POD_IDENTITY_AUTHORITY_HOST");
        if (!Uri.TryCreate(string.IsNullOrEmpty(moved) ? MetadataService : moved, UriKind.Absolute, out Uri? service)
            || !LocalEndpoint.IsLocal(service))
        {
            throw new SignInException(
                $"The environment variable AZURE_POD_IDENTITY_AUTHORITY_HOST is '{moved}'; it must be an address on this machine, such "
                    + $"as {MetadataService}.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(service.Host, service.Port, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new SignInException(SignInErrors.NoManagedIdentity);
        }
    }

    private static bool HasArcAgent() => File.Exists(OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "AzureConnectedMachineAgent", "himds.exe")
        : "/opt/azcmagent/bin/himds");
}

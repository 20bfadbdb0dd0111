using System.Net;
using System.Security;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Signs in and opens a connection to the service.</summary>
internal sealed class GraphConnector
{
    private readonly ConnectDeviceStatusCommand _command;

    internal GraphConnector(ConnectDeviceStatusCommand command) => _command = command;

    internal Connection Open()
    {
        GraphCloud cloud = GraphCloud.Find(_command.Environment)!;
        IWebProxy? proxy = ProxySettings.Create(
            _command.Proxy,
            _command.ProxyCredential?.GetNetworkCredential(),
            _command.ProxyUseDefaultCredentials);
        SignInOptions signIn = OptionsOf(cloud, proxy);
        if (PersonCheck.Refusal(signIn.Method, SessionFacts.Of(_command.Host.Name)) is { } refusal)
        {
            throw new SignInException(refusal);
        }

        Uri endpoint = _command.GraphEndpoint ?? cloud.GraphEndpoint;
        bool isService = !endpoint.IsAbsoluteUri || GraphEndpoint.IsMicrosoft(endpoint);
        GraphClient client = new(new GraphClientOptions
        {
            Endpoint = endpoint,
            Tokens = TokenSources.Create(signIn),
            ApiVersion = Version(_command.ApiVersion),
            WriteLimit = _command.Pace(isService),
            RequestTimeout = _command.RequestTimeout ?? GraphClientOptions.DefaultRequestTimeout,
            Proxy = proxy,
        });
        TokenDetails? token;
        try
        {
            token = SignIn(client, signIn.Method, signIn.InteractionTimeout);
            Warn(signIn.Method, token, endpoint, isService);
        }
        catch
        {
            client.Dispose();
            throw;
        }

        client.SharePace(
            PacerRegistry.Shared,
            token?.TenantId ?? signIn.TenantId,
            token?.ClientId ?? signIn.ClientId,
            token?.IsDelegated == true ? token.Account ?? string.Empty : null);
        string environment = endpoint.IdnHost == cloud.GraphEndpoint.IdnHost ? cloud.Name : "Custom";
        return new Connection(_command.Name, environment, client, signIn.Method.ToString())
        {
            Environment = environment,
            TenantId = token?.TenantId ?? signIn.TenantId,
            ClientId = token?.ClientId ?? signIn.ClientId,
            Account = token?.Account,
            Scopes = [.. token?.Permissions ?? signIn.Scopes],
            ApiVersion = _command.ApiVersion,
            ReportOptions = new ExportJobOptions
            {
                RequestsPerMinute = client.Pacer.WriteLimit == 0 ? 0
                    : token?.IsDelegated == true ? ExportJobOptions.UserRequestsPerMinute
                    : ExportJobOptions.AppRequestsPerMinute,
            },
        };
    }

    internal static GraphVersion? Version(string? text) =>
        text is not null && GraphVersionExtensions.TryParse(text, out GraphVersion version) ? version : null;

    private TokenDetails? SignIn(GraphClient client, SignInMethod method, TimeSpan? timeout)
    {
        if (method == SignInMethod.Interactive)
        {
            _command.Show($"Waiting up to {Durations.Text(timeout ?? SignInOptions.DefaultInteractionTimeout)} "
                + "for the sign-in in the browser. Ctrl+C cancels; -UseDeviceCode signs in without a browser here.");
        }

        return TokenDetails.Read(_command.Await(client.SignInAsync(_command.StopToken)));
    }

    private void Warn(SignInMethod method, TokenDetails? token, Uri endpoint, bool isService)
    {
        if (isService && token is null && method == SignInMethod.AccessToken)
        {
            _command.WriteWarning("The access token is not a JSON Web Token, as the tokens for Microsoft Graph are. "
                + "It is sent unchanged; its tenant, its permissions and its expiry are not known.");
        }

        if (!isService && (method != SignInMethod.AccessToken || token?.IsForGraph == true))
        {
            _command.WarnOfForeignHost(endpoint);
        }
    }

    private SignInOptions OptionsOf(GraphCloud cloud, IWebProxy? proxy) => new()
    {
        Method = Method(),
        Cloud = cloud,
        TenantId = _command.TenantId,
        ClientId = _command.ClientSecretCredential?.UserName ?? _command.ClientId,
        Scopes = _command.Scopes ?? [],
        ClientSecret = _command.ClientSecretCredential?.GetNetworkCredential().Password,
        Certificate = _command.Certificate,
        CertificateThumbprint = _command.CertificateThumbprint,
        CertificatePath = Resolve(_command.CertificatePath, nameof(_command.CertificatePath)),
        CertificatePassword = Reveal(_command.CertificatePassword),
        SendCertificateChain = _command.SendCertificateChain,
        FederatedTokenFile = Resolve(_command.FederatedTokenFile, nameof(_command.FederatedTokenFile)),
        AccessToken = Reveal(_command.AccessToken),
        InteractionTimeout = _command.SignInTimeout,
        Proxy = proxy,

        // Set only if needed, because the delegate keeps the command and the secrets of its parameters in memory.
        OnDeviceCode = Method() == SignInMethod.DeviceCode ? ShowAsync : null,
    };

    private SignInMethod Method() => _command.ParameterSetName switch
    {
        SignInSets.DeviceCode => SignInMethod.DeviceCode,
        SignInSets.ClientSecret => SignInMethod.ClientSecret,
        SignInSets.Certificate => SignInMethod.Certificate,
        SignInSets.Identity => SignInMethod.ManagedIdentity,
        SignInSets.WorkloadIdentity => SignInMethod.WorkloadIdentity,
        SignInSets.EnvironmentVariable => SignInMethod.EnvironmentVariable,
        SignInSets.AzureLogin => SignInMethod.AzureLogin,
        SignInSets.AccessToken => SignInMethod.AccessToken,
        _ => SignInMethod.Interactive,
    };

    private Task ShowAsync(DeviceCodePrompt prompt, CancellationToken cancellationToken)
    {
        _command.Show(prompt.Message);
        return Task.CompletedTask;
    }

    private string? Resolve(string? path, string parameter) => path is null ? null : FileSystemPath.Resolve(_command, path, parameter);

    private static string? Reveal(SecureString? secret) => secret is null ? null : new NetworkCredential(string.Empty, secret).Password;
}

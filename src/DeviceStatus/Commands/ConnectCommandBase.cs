using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.Isolation;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>What every way to connect shares: the endpoint, the version, the pace, the proxy and the name.</summary>
public abstract class ConnectCommandBase : PipelineCommand
{
    private protected ConnectCommandBase()
    {
    }

    /// <summary>The cloud: where to sign in and where to send.</summary>
    [Parameter]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    public string Environment { get; set; } = "Global";

    /// <summary>The root of Graph, without version, when it is another than the cloud's.</summary>
    [Parameter]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>The version to use for every request. Default: v1.0 unless a request needs beta.</summary>
    [Parameter]
    [ValidateSet("v1.0", "beta")]
    public string? ApiVersion { get; set; }

    /// <summary>Writes in 20 s. Default: 100, the published limit; 0 = no pacing, the default of the sandbox and of a custom endpoint.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int WriteLimit { get; set; } = PublishedQuota.Writes;

    /// <summary>How long one request may take. Default: 100 s. A bare number is seconds.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>The proxy, for Graph and for the sign-in. Default: the one of the environment.</summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>The user at the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in at the proxy as the user of this process.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>A name for -Connection. A connection of the same name is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EngineLoadContext.EnsureHooked();
        Connection connection;
        try
        {
            connection = Open();
        }
        catch (SignInException exception)
        {
            Fail(exception, "SignInFailed");
            return;
        }
        catch (ArgumentException exception)
        {
            Fail(exception, "InvalidArgument");
            return;
        }

        if (ConnectionStore.Add(connection) is { } replaced)
        {
            Await(replaced.CloseAsync());
        }

        WriteObject(connection);
    }

    /// <summary>Opens the connection.</summary>
    private protected abstract Connection Open();

    /// <summary>The pace: what was asked for, else the published limit where the service is the real one.</summary>
    internal int Pace(bool isService) =>
        MyInvocation.BoundParameters.ContainsKey(nameof(WriteLimit)) || isService ? WriteLimit : 0;

    internal void Show(string text) => OnPipeline(Host.UI.WriteWarningLine, text);
}

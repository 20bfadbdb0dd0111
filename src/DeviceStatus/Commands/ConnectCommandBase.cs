using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Text;
using DeviceStatus.Graph.Throttling;
using DeviceStatus.Isolation;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>The base of the commands that connect: endpoint, version, pace, proxy and name.</summary>
public abstract class ConnectCommandBase : PipelineCommand
{
    private readonly HashSet<string> _warnedHosts = new(StringComparer.Ordinal);
    private ConnectionGroup? _group;
    private long _rows;

    private protected ConnectCommandBase()
    {
    }

    /// <summary>The cloud, which determines the authority and the endpoint.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankAsNotGiven(Default = "Global")]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    public string Environment { get; set; } = "Global";

    /// <summary>The root of Graph, without version. Default: that of the cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [BlankAsNotGiven]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>The version to use for every request. Default: v1.0 unless a request needs beta.</summary>
    [Parameter]
    [ApiVersionTransformation]
    [ValidateSet("v1.0", "beta")]
    public string? ApiVersion { get; set; }

    /// <summary>
    /// The number of writes in 20 s; 0 means no pacing. Default: 100, the published limit; 0 for the sandbox and a custom endpoint.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(0, 1_000_000)]
    public int WriteLimit { get; set; } = PublishedQuota.Writes;

    /// <summary>How long one request may take. Default: 100 s. A bare number is seconds.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation]
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>The proxy, for Graph and for the sign-in. Default: the one of the environment.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in at the proxy as the user of this process.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>A name for -Connection. A connection of the same name is replaced.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [BlankAsNotGiven]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        EngineLoadContext.EnsureHooked();
        _group = ConnectionStore.Begin();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _group!.IsSeveral = ++_rows > 1;
        Connection connection;
        try
        {
            connection = Open();
        }
        catch (SignInException exception)
        {
            Refuse(exception, "SignInFailed");
            return;
        }
        catch (ArgumentException exception)
        {
            Refuse(exception, "InvalidArgument");
            return;
        }

        if (ConnectionStore.Add(connection, _group) is { } replaced)
        {
            Await(replaced.CloseAsync());
        }

        WriteObject(connection);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_group is not null)
        {
            _group.IsComplete = true;
        }

        base.Dispose(disposing);
    }

    /// <summary>Ends the command with an error. For rows of the pipeline, only this row fails and the others are connected.</summary>
    private void Refuse(Exception exception, string errorId)
    {
        RecordRefusal(TargetName ?? string.Empty, exception, errorId);
        if (!MyInvocation.ExpectingInput)
        {
            Fail(exception, errorId, TargetName);
        }

        WriteError(ErrorRecords.Create(exception, errorId, TargetName));
    }

    /// <summary>The target of an error.</summary>
    private protected abstract string? TargetName { get; }

    /// <summary>Opens the connection.</summary>
    private protected abstract Connection Open();

    /// <summary>The write limit: the given one, or else the published limit for the real service.</summary>
    internal int Pace(bool isService) =>
        MyInvocation.BoundParameters.ContainsKey(nameof(WriteLimit)) || isService ? WriteLimit : 0;

    internal void Show(string text) => OnPipeline(Host.UI.WriteWarningLine, TextSanitizer.Sanitize(text));

    /// <summary>Warns once for each host that the token is sent to a service that is not Microsoft's.</summary>
    /// <param name="endpoint">The endpoint that the user named.</param>
    internal void WarnOfForeignHost(Uri endpoint)
    {
        // Punycode shows letters of other scripts, which could imitate one of Microsoft's names.
        if (_warnedHosts.Add(endpoint.IdnHost))
        {
            WriteWarning($"The token for Microsoft Graph is sent to {endpoint.IdnHost}, which is not an endpoint of Microsoft Graph. "
                + "Its operator can use the token; disconnect if this is not intended.");
        }
    }
}

using System.Management.Automation;
using DeviceStatus.Connections;

namespace DeviceStatus.Commands;

/// <summary>The base of commands that use several connections, side by side.</summary>
public abstract class SeveralConnectionsCommand : ConnectedCommand
{
    private protected SeveralConnectionsCommand()
    {
    }

    /// <summary>
    /// The connections to use, their names or their tenant ids; wildcards are allowed. Default: the newest connection of this runspace,
    /// else of this process.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ConnectionsTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public Connection[]? Connection { get; set; }
}

using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>A command that reads the policies or statuses of whole tenants, over one connection or several.</summary>
public abstract class TenantCommand : PipelineCommand
{
    private protected TenantCommand()
    {
    }

    /// <summary>
    /// The connections to use, or their names; wildcards are allowed. Default: the newest connection of this runspace, else of this process.
    /// </summary>
    [Parameter]
    [ConnectionsTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public Connection[]? Connection { get; set; }

    /// <summary>The connections that were named, else the default one.</summary>
    private protected IReadOnlyList<Connection> ResolveConnections()
    {
        Connection[] connections = Connection ?? [.. new[] { ConnectionStore.Default() }.OfType<Connection>()];
        if (connections.Length == 0)
        {
            Fail(
                new InvalidOperationException("Not connected."),
                "NotConnected",
                null,
                "Run Connect-DeviceStatus first; 'Connect-DeviceStatus -Sandbox' needs no tenant.");
        }

        if (Array.Find(connections, connection => connection.IsClosed) is { } closed)
        {
            Fail(
                new InvalidOperationException($"The connection '{closed.Name}' was disconnected."),
                "NotConnected",
                closed,
                "Run Connect-DeviceStatus again.");
        }

        return connections;
    }

    /// <summary>The kinds of policy that were named, in the order of the schema; all when none was.</summary>
    private protected static IReadOnlyList<ResourceDescriptor> KindsOf(string[]? names) =>
        [.. GraphSchema.Policies.Where(policies => names is null || names.Contains(policies.Noun, StringComparer.OrdinalIgnoreCase))];
}

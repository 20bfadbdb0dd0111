using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>The base of commands that read whole tenants over one or several connections.</summary>
public abstract class TenantCommand : ConnectedCommand
{
    private protected TenantCommand()
    {
    }

    /// <summary>
    /// The connections to use, their names or their tenant ids; wildcards are allowed. Default: the newest connection of this runspace,
    /// else of this process.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ConnectionsTransformation(IsLeftToCommand = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    public Connection[]? Connection { get; set; }

    /// <summary>The connections of the command line; null when none is given.</summary>
    private protected IReadOnlyList<Connection>? TypedConnections { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (UnresolvedConnections.ReasonOf(Connection) is { } reason)
        {
            // The id of a value that PowerShell cannot transform.
            Fail(reason, "ParameterArgumentTransformationError");
        }

        TypedConnections = Connection;
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Connection)) && TypedConnections is null or { Count: 0 })
        {
            Fail(
                new ArgumentException("The connection was given, but it is empty."),
                "InvalidArgument",
                null,
                "Check that the variable has a value; leave -Connection out for the default connection.");
        }
    }

    /// <summary>The connections of the command line, or the default connection.</summary>
    private protected IReadOnlyList<Connection> ResolveConnections() => OpenConnections(TypedConnections);

    /// <summary>The given kinds of policy in the order of the schema; all when none is given.</summary>
    private protected static IReadOnlyList<ResourceDescriptor> KindsOf(string[]? names) =>
        [.. GraphSchema.Policies.Where(policies => names is null || names.Contains(policies.Noun, StringComparer.OrdinalIgnoreCase))];
}

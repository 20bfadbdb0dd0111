using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>A command that reads whole tenants, over one connection or several.</summary>
public abstract class TenantCommand : ConnectedCommand
{
    private protected TenantCommand()
    {
    }

    /// <summary>The value of -Connection at this moment.</summary>
    private protected abstract Connection[]? GivenConnections { get; }

    /// <summary>The connections that the command line names; null when it names none.</summary>
    private protected IReadOnlyList<Connection>? TypedConnections { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        TypedConnections = GivenConnections;
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Connection)) && TypedConnections is null or { Count: 0 })
        {
            Fail(
                new ArgumentException("The connection was given, but it is empty."),
                "InvalidArgument",
                null,
                "Check that the variable has a value; leave -Connection out for the default connection.");
        }
    }

    /// <summary>The connections that the command line names, else the default one.</summary>
    private protected IReadOnlyList<Connection> ResolveConnections() => OpenConnections(TypedConnections);

    /// <summary>The kinds of policy that were named, in the order of the schema; all when none was.</summary>
    private protected static IReadOnlyList<ResourceDescriptor> KindsOf(string[]? names) =>
        [.. GraphSchema.Policies.Where(policies => names is null || names.Contains(policies.Noun, StringComparer.OrdinalIgnoreCase))];
}

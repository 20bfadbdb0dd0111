namespace DeviceStatus.Pipeline;

/// <summary>Says which lists a read of tenants takes, connection by connection.</summary>
internal interface IReadPlan
{
    /// <summary>The connections whose policies are listed first.</summary>
    IReadOnlyList<Connection> ListedConnections { get; }

    /// <summary>Every connection, in order.</summary>
    IReadOnlyList<Connection> Connections { get; }

    /// <summary>What the run has to remember of what was not found, with the row 0.</summary>
    IReadOnlyList<RunFailure> Failures { get; }

    /// <summary>Every policy was listed: what was named and not found is an error.</summary>
    /// <param name="unlistedKinds">How many kinds of policy could not be listed.</param>
    void End(int unlistedKinds);

    /// <summary>Chooses among the policies of a connection.</summary>
    void Choose(ListedPolicies listed);

    /// <summary>The lists of a connection: by kind in the order of the schema, then as the policies are listed or were given.</summary>
    IReadOnlyList<ReadTarget> TargetsOf(Connection connection);
}

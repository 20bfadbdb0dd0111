namespace DeviceStatus.Pipeline;

/// <summary>Determines the lists of a read of tenants for each connection.</summary>
internal interface IReadPlan
{
    /// <summary>The connections whose policies are listed first.</summary>
    IReadOnlyList<Connection> ListedConnections { get; }

    /// <summary>Every connection, in order.</summary>
    IReadOnlyList<Connection> Connections { get; }

    /// <summary>The failures of policies that were not found, with the row 0.</summary>
    IReadOnlyList<RunFailure> Failures { get; }

    /// <summary>Writes an error for each requested policy that was not found, after every policy was listed.</summary>
    /// <param name="unlistedKinds">How many kinds of policy could not be listed.</param>
    void End(int unlistedKinds);

    /// <summary>Selects the policies of a connection.</summary>
    void Choose(ListedPolicies listed);

    /// <summary>The lists of a connection, by kind in the order of the schema and then in the order of the policies.</summary>
    IReadOnlyList<ReadTarget> TargetsOf(Connection connection);
}

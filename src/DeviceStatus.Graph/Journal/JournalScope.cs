namespace DeviceStatus.Graph.Journal;

/// <summary>The connection of a row in the journal of a run that has several.</summary>
/// <param name="Identity">Identifies the connection in the next run independent of its name: endpoint and tenant.</param>
/// <param name="Tenant">The tenant, if it is known.</param>
/// <param name="Connection">The name of the connection.</param>
/// <param name="ApiVersion">The version of the API that every row uses, or <see cref="JournalHeader.AutomaticVersion"/>.</param>
public sealed record JournalScope(string Identity, string? Tenant, string Connection, string ApiVersion)
{
    /// <summary>The tenant or the connection, as the lines of the journal name it.</summary>
    internal string Owner => OwnerOf(Tenant, Connection);

    /// <summary>Creates the scope of a connection.</summary>
    /// <param name="endpoint">The root of Graph.</param>
    /// <param name="tenant">The tenant, if it is known. Otherwise the name identifies the connection.</param>
    /// <param name="connection">The name of the connection.</param>
    /// <param name="apiVersion">The version that the connection always uses; null or empty to select the version for each row.</param>
    /// <returns>The scope.</returns>
    public static JournalScope Create(Uri endpoint, string? tenant, string connection, string? apiVersion)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(connection);
        return new JournalScope(
            $"{endpoint.AbsoluteUri} {OwnerOf(tenant, connection)}".ToLowerInvariant(),
            tenant,
            connection,
            string.IsNullOrEmpty(apiVersion) ? JournalHeader.AutomaticVersion : apiVersion);
    }

    /// <summary>The tenant; where it is not known, the connection.</summary>
    internal static string OwnerOf(string? tenant, string? connection) =>
        string.IsNullOrEmpty(tenant) ? $"connection {connection}" : $"tenant {tenant}";
}

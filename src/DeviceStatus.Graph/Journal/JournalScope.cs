namespace DeviceStatus.Graph.Journal;

/// <summary>The connection of a row in the journal of a run that has several.</summary>
/// <param name="Identity">Identifies the connection in the next run independent of its name: endpoint and tenant.</param>
/// <param name="Tenant">The tenant, if it is known.</param>
/// <param name="Connection">The name of the connection.</param>
/// <param name="ApiVersion">The version of the API that every row uses, or <see cref="JournalHeader.AutomaticVersion"/>.</param>
public sealed record JournalScope(string Identity, string? Tenant, string Connection, string ApiVersion)
{
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
        string owner = string.IsNullOrEmpty(tenant) ? $"connection {connection}" : $"tenant {tenant}";
        return new JournalScope(
            $"{endpoint.AbsoluteUri} {owner}".ToLowerInvariant(),
            tenant,
            connection,
            string.IsNullOrEmpty(apiVersion) ? JournalHeader.AutomaticVersion : apiVersion);
    }
}

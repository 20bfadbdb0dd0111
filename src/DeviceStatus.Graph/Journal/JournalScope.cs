namespace DeviceStatus.Graph.Journal;

/// <summary>The connection of a row in the journal of a run that has several.</summary>
/// <param name="Identity">What the connection is in the next run, whatever its name is then: endpoint and tenant.</param>
/// <param name="Tenant">The tenant, where it is known.</param>
/// <param name="Connection">The name of the connection.</param>
/// <param name="ApiVersion">The version of the API that every row uses, or <see cref="JournalHeader.AutomaticVersion"/>.</param>
public sealed record JournalScope(string Identity, string? Tenant, string Connection, string ApiVersion)
{
    /// <summary>Makes the scope of a connection.</summary>
    /// <param name="endpoint">The root of Graph.</param>
    /// <param name="tenant">The tenant, where it is known; without it the name stands for the connection.</param>
    /// <param name="connection">The name of the connection.</param>
    /// <param name="apiVersion">The version that the connection always uses; null or empty when each row chooses.</param>
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

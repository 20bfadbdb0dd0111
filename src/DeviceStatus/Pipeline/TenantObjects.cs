using DeviceStatus.Connections;
using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Pipeline;

/// <summary>
/// The latest row of each object in a tenant that several open connections share. A row must not be sent over one of them before an earlier
/// row of the same object has ended over another, or the earlier one could take effect last. Used by the pipeline thread.
/// </summary>
internal sealed class TenantObjects
{
    private readonly Dictionary<Connection, string?> _tenants = [];
    private readonly Dictionary<string, (WriteLane Lane, long Row)> _latest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The objects that rows of this run write, for all connections of a tenant together; null for a tenant with one.</summary>
    internal HashSet<string>? WrittenOver(Connection connection)
    {
        if (TenantOf(connection) is not { } tenant)
        {
            return null;
        }

        if (!_written.TryGetValue(tenant, out HashSet<string>? written))
        {
            _written.Add(tenant, written = new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        }

        return written;
    }

    /// <summary>The other connection over which an earlier row of the same object is under way, or null.</summary>
    internal WriteLane? LaneBefore(WriteLane lane, WorkItem row) =>
        KeyOf(lane.Connection, row) is { } key && _latest.TryGetValue(key, out (WriteLane Lane, long Row) latest) && latest.Lane != lane
            ? latest.Lane
            : null;

    /// <summary>Records a row that is about to be sent.</summary>
    internal void Enter(WriteLane lane, WorkItem row)
    {
        if (KeyOf(lane.Connection, row) is { } key)
        {
            _latest[key] = (lane, row.Number);
        }
    }

    /// <summary>Records the end of a row.</summary>
    internal void Leave(WriteLane lane, WorkItem row)
    {
        if (KeyOf(lane.Connection, row) is { } key
            && _latest.TryGetValue(key, out (WriteLane Lane, long Row) latest)
            && latest.Row == row.Number)
        {
            _latest.Remove(key);
        }
    }

    private string? KeyOf(Connection connection, WorkItem row) =>
        row.Request?.ObjectPath is { } path && TenantOf(connection) is { } tenant ? $"{tenant} {path}" : null;

    /// <summary>The endpoint and tenant of a connection, if another open connection has the same.</summary>
    private string? TenantOf(Connection connection)
    {
        if (!_tenants.TryGetValue(connection, out string? tenant))
        {
            bool isShared = ConnectionStore.All().Any(other => other != connection && IsSame(other, connection));
            _tenants.Add(connection, tenant = isShared ? $"{connection.GraphEndpoint.AbsoluteUri} {connection.TenantId}" : null);
        }

        return tenant;
    }

    private static bool IsSame(Connection left, Connection right) =>
        !string.IsNullOrEmpty(left.TenantId)
        && string.Equals(left.TenantId, right.TenantId, StringComparison.OrdinalIgnoreCase)
        && left.GraphEndpoint == right.GraphEndpoint;
}

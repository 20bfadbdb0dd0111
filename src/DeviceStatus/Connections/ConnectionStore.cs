using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DeviceStatus.Connections;

/// <summary>
/// The connections of this process. A runspace that connected uses its own newest connection; one that never did, such as a worker of
/// ForEach-Object -Parallel, uses the newest of the process. So two runspaces in two tenants never write into each other's.
/// </summary>
internal static class ConnectionStore
{
    private static readonly object Gate = new();
    private static readonly List<Connection> Open = [];
    private static readonly ConditionalWeakTable<Runspace, List<Connection>> OwnOf = [];

    /// <summary>Adds a connection as the default of its runspace; returns the one of the same name that it takes the place of.</summary>
    internal static Connection? Add(Connection connection)
    {
        lock (Gate)
        {
            // Names are given under the lock: two that connect at the same moment without a name must not take each other's place.
            string wanted = connection.Name;
            for (int i = 2; !connection.IsNamed && Open.Exists(other => SameName(other, connection.Name)); i++)
            {
                connection.Name = wanted + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            Connection? replaced = Open.Find(other => SameName(other, connection.Name));
            if (replaced is not null)
            {
                Open.Remove(replaced);
            }

            Open.Add(connection);
            if (Runspace.DefaultRunspace is { } runspace)
            {
                OwnOf.GetOrCreateValue(runspace).Add(connection);
            }

            return replaced;
        }
    }

    internal static bool Remove(Connection connection)
    {
        lock (Gate)
        {
            return Open.Remove(connection);
        }
    }

    internal static Connection? Default()
    {
        lock (Gate)
        {
            // A runspace that made connections of its own never falls back on another's: that may be another tenant.
            return Runspace.DefaultRunspace is { } runspace && OwnOf.TryGetValue(runspace, out List<Connection>? own)
                ? own.FindLast(Open.Contains)
                : Open.LastOrDefault();
        }
    }

    internal static Connection? Find(string name)
    {
        lock (Gate)
        {
            return Open.Find(connection => SameName(connection, name));
        }
    }

    internal static Connection[] All()
    {
        lock (Gate)
        {
            return [.. Open];
        }
    }

    private static bool SameName(Connection connection, string name) => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase);
}

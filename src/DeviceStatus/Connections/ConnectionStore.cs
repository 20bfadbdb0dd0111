using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DeviceStatus.Connections;

/// <summary>
/// The open connections of this process. A runspace that tried to connect uses only its own newest connection. One that never tried, such
/// as a worker of ForEach-Object -Parallel, uses the newest of the process. So two runspaces never write to each other's tenants.
/// </summary>
internal static class ConnectionStore
{
    private static readonly object Gate = new();
    private static readonly List<Connection> Open = [];
    private static readonly List<ConnectionGroup> Groups = [];
    private static readonly ConditionalWeakTable<Runspace, List<ConnectionGroup>> OwnGroups = [];

    /// <summary>
    /// Begins to connect in the current runspace, which from then on uses only its own connections, even if the sign-in fails.
    /// </summary>
    /// <returns>The group for the connections of this pipeline.</returns>
    internal static ConnectionGroup Begin()
    {
        ConnectionGroup group = new();
        lock (Gate)
        {
            Groups.Add(group);
            if (Runspace.DefaultRunspace is { } runspace)
            {
                OwnGroups.GetOrCreateValue(runspace).Add(group);
            }
        }

        return group;
    }

    /// <summary>Adds a connection; returns the one of the same name that it replaces.</summary>
    internal static Connection? Add(Connection connection, ConnectionGroup group)
    {
        lock (Gate)
        {
            // Names are assigned under the lock, because two connections that are opened at the same time must not get the same name.
            string wanted = connection.Name;
            for (int i = 2; !connection.IsNamed && FindByName(connection.Name) is not null; i++)
            {
                connection.Name = wanted + i.ToString(CultureInfo.InvariantCulture);
            }

            Connection? replaced = FindByName(connection.Name);
            if (replaced is not null)
            {
                Forget(replaced);
            }

            connection.DefaultCheck = () => ReferenceEquals(Default(), connection);
            Open.Add(connection);
            group.Connections.Add(connection);
            return replaced;
        }
    }

    /// <summary>Removes a connection; returns false when it was not open.</summary>
    internal static bool Remove(Connection connection)
    {
        lock (Gate)
        {
            return Forget(connection);
        }
    }

    /// <summary>Removes the connections that the current runspace opened.</summary>
    /// <returns>The connections, for the caller to close.</returns>
    internal static Connection[] RemoveOwn()
    {
        lock (Gate)
        {
            Connection[] own = Runspace.DefaultRunspace is { } runspace
                && OwnGroups.TryGetValue(runspace, out List<ConnectionGroup>? groups)
                ? [.. groups.SelectMany(group => group.Connections)]
                : [];
            Array.ForEach(own, connection => Forget(connection));
            return own;
        }
    }

    /// <summary>The connection of a command without -Connection; null when there is none, or when it is ambiguous.</summary>
    internal static Connection? Default()
    {
        lock (Gate)
        {
            return Newest() is { IsSeveral: false } group ? group.Connections[^1] : null;
        }
    }

    /// <summary>Whether one pipeline opened several connections, so that none of them is the default.</summary>
    /// <param name="names">Their names.</param>
    internal static bool IsAmbiguous([NotNullWhen(true)] out string? names)
    {
        lock (Gate)
        {
            names = Newest() is { IsSeveral: true } group
                ? string.Join(", ", group.Connections.Select(connection => connection.Name))
                : null;
            return names is not null;
        }
    }

    /// <summary>Finds a connection by its name, or by its tenant if the tenant has only one connection.</summary>
    internal static Connection? Find(string name)
    {
        lock (Gate)
        {
            return FindByName(name)
                ?? (Open.FindAll(connection => string.Equals(connection.TenantId, name, StringComparison.OrdinalIgnoreCase)) is [{ } only]
                    ? only
                    : null);
        }
    }

    internal static Connection[] All()
    {
        lock (Gate)
        {
            return [.. Open];
        }
    }

    private static ConnectionGroup? Newest()
    {
        List<ConnectionGroup> groups = Runspace.DefaultRunspace is { } runspace
            && OwnGroups.TryGetValue(runspace, out List<ConnectionGroup>? own) ? own : Groups;
        return groups.FindLast(group => group.Connections.Count > 0);
    }

    private static bool Forget(Connection connection)
    {
        // The connection is removed from every list, because a list would keep its client in memory as long as the runspace.
        Groups.ForEach(group => group.Connections.Remove(connection));
        Groups.RemoveAll(group => group is { IsComplete: true, Connections.Count: 0 });
        foreach ((_, List<ConnectionGroup> own) in OwnGroups)
        {
            own.RemoveAll(group => group is { IsComplete: true, Connections.Count: 0 });
        }

        return Open.Remove(connection);
    }

    private static Connection? FindByName(string name) =>
        Open.Find(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase));
}

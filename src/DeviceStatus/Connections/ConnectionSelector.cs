using System.Collections;
using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Finds the connections that a parameter names: connections, names, names with wildcards, or lists of them.</summary>
internal static class ConnectionSelector
{
    /// <summary>Finds the connections.</summary>
    /// <exception cref="ItemNotFoundException">A name or a pattern fits no open connection.</exception>
    internal static Connection[] Find(object? value) => [.. Each(value).SelectMany(Matches).Distinct()];

    /// <summary>Finds what there is, for completion: the default connection when nothing is named.</summary>
    internal static Connection[] TryFind(object? value)
    {
        try
        {
            Connection[] found = value is null ? [.. new[] { ConnectionStore.Default() }.OfType<Connection>()] : Find(value);
            return Array.FindAll(found, connection => !connection.IsClosed);
        }
        catch (ItemNotFoundException)
        {
            return [];
        }
    }

    private static IEnumerable<object> Each(object? value)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null => [],
            string or Connection => [bare],
            IEnumerable list => list.Cast<object?>().SelectMany(Each),
            _ => [bare],
        };
    }

    private static IEnumerable<Connection> Matches(object value)
    {
        if (value is Connection connection)
        {
            return [connection];
        }

        string name = value.ToString() ?? string.Empty;
        Connection[] open = ConnectionStore.All();
        Connection[] found = Array.FindAll(open, each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
        if (found.Length == 0)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            found = Array.FindAll(open, each => pattern.IsMatch(each.Name));
        }

        return found.Length > 0 ? found : throw new ItemNotFoundException(
            $"There is no connection named '{name}'. "
            + (open.Length > 0
                ? $"Open connections: {string.Join(", ", open.Select(each => each.Name))}."
                : "No connection is open; run Connect-DeviceStatus."));
    }
}

using System.Collections;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Connections;

/// <summary>Finds the connections of a parameter: connections, names, tenant ids, names with wildcards, or lists of them.</summary>
internal static class ConnectionSelector
{
    private const int MaxNames = 10;

    /// <summary>Finds the connections.</summary>
    /// <exception cref="ItemNotFoundException">A name or a pattern matches no open connection, or a tenant matches several.</exception>
    internal static Connection[] Find(object? value) => [.. Each(value).SelectMany(Matches).Distinct()];

    /// <summary>Finds a connection by its name, or by its tenant.</summary>
    /// <exception cref="ItemNotFoundException">There is none, or several are in the tenant.</exception>
    internal static Connection FindOne(string text) => Exact(text) ?? throw Unknown(text);

    /// <summary>Finds the connections for completion: the default connection when none is given.</summary>
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

    private static Connection[] Matches(object value)
    {
        if (value is Connection connection)
        {
            return [connection];
        }

        string name = value.ToString() ?? string.Empty;
        if (Exact(name) is { } exact)
        {
            return [exact];
        }

        NamePattern pattern = new(name);
        Connection[] found = Array.FindAll(ConnectionStore.All(), each => pattern.IsMatch(each.Name));
        return found.Length > 0 ? found : throw Unknown(name);
    }

    private static Connection? Exact(string text)
    {
        Connection[] open = ConnectionStore.All();
        if (Array.Find(open, each => string.Equals(each.Name, text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named;
        }

        Connection[] inTenant = Array.FindAll(open, each => string.Equals(each.TenantId, text, StringComparison.OrdinalIgnoreCase));
        return inTenant.Length < 2 ? inTenant.FirstOrDefault() : throw new ItemNotFoundException(
            $"Several connections are in the tenant '{TextSanitizer.EscapeControls(text)}': {Names(inTenant)}. "
                + $"Give the name of one of them.");
    }

    private static ItemNotFoundException Unknown(string text)
    {
        text = TextSanitizer.EscapeControls(text);
        Connection[] open = ConnectionStore.All();
        if (open.Length == 0)
        {
            return new ItemNotFoundException($"There is no connection named '{text}'. None is open; run Connect-DeviceStatus.");
        }

        string? nearest = NearestName.Find(text, open.SelectMany(each => new[] { each.Name, each.TenantId }).OfType<string>());
        string question = nearest is null ? "." : $"; did you mean '{nearest}'?";
        return new ItemNotFoundException($"There is no connection named '{text}'{question} Open connections: {Names(open)}.");
    }

    private static string Names(Connection[] connections) =>
        string.Join(", ", connections.Take(MaxNames).Select(each => each.Name))
            + (connections.Length > MaxNames ? ", ..." : string.Empty);
}

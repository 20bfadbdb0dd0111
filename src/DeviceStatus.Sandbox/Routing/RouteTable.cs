using System.Diagnostics.CodeAnalysis;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Routing;

/// <summary>The paths of every resource of the schema, and of the policies that own them, as a tree of segments.</summary>
internal sealed class RouteTable
{
    private readonly Node _root = new();
    private readonly List<ResourceTable> _tables = [];

    internal RouteTable()
    {
        foreach (ResourceDescriptor parent in PolicySchema.Resources)
        {
            Add(parent, null);
        }

        // Objects that are available in reports only are stored like the others, but the service refuses their path.
        foreach (ResourceDescriptor resource in GraphSchema.Resources.Union(GraphSchema.StatusResources))
        {
            Add(resource, _tables.Find(table => table.Resource == resource.Parent));
        }

        foreach (ResourceTable table in _tables.Where(table => table.Resource.Overview is not null))
        {
            _tables.Find(overview => overview.Resource == table.Resource.Overview)!.Counted = table;
        }
    }

    /// <summary>Every resource, each policy before its collections.</summary>
    internal IReadOnlyList<ResourceTable> Tables => _tables;

    /// <summary>Resolves a path.</summary>
    /// <param name="path">The escaped path below the version.</param>
    /// <param name="version">The version in the URL.</param>
    /// <param name="route">The route of the path.</param>
    /// <param name="unknownSegment">The first unknown segment.</param>
    /// <returns><see langword="false"/> if the version has no such path.</returns>
    internal bool TryResolve(
        ReadOnlySpan<char> path,
        GraphVersion version,
        out Route route,
        [NotNullWhen(false)] out string? unknownSegment)
    {
        Walk walk = new(_root, version);
        string last = string.Empty;
        bool isCount = false;
        path = path.Trim('/');
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf('/');
            last = Uri.UnescapeDataString((slash < 0 ? path : path[..slash]).ToString());
            path = slash < 0 ? default : path[(slash + 1)..];
            if (path.IsEmpty && last == "$count" && walk.Node is { Table.Resource.IsSingleton: false, Key: not null })
            {
                isCount = true;
                break;
            }

            if (!walk.TryEnter(ref last))
            {
                route = default;
                unknownSegment = last;
                return false;
            }
        }

        if (walk.Node.Table is not { } table)
        {
            route = default;
            unknownSegment = last;
            return false;
        }

        route = walk.Node.IsItem && !isCount
            ? new Route(table, walk.ParentId, walk.Key)
            : new Route(table, walk.Key, null, isCount);
        unknownSegment = null;
        return true;
    }

    private static (string Name, string? Key) SplitKey(string segment)
    {
        int open = segment.IndexOf("('", StringComparison.Ordinal);
        return open > 0 && segment.EndsWith("')", StringComparison.Ordinal) && segment.Length > open + 4
            ? (segment[..open], segment[(open + 2)..^2].Replace("''", "'", StringComparison.Ordinal))
            : (segment, null);
    }

    private static string[] Segments(string template) => template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private ResourceTable Add(ResourceDescriptor resource, ResourceTable? parent)
    {
        ResourceTable table = new(resource, parent);
        _tables.Add(table);
        Node node = _root;
        foreach (string segment in Segments(resource.PathTemplate))
        {
            node = segment == "{}" ? node.Key ??= new Node { IsItem = true } : node.Child(segment);
            node.Versions |= resource.Versions;
        }

        node.Table = table;
        if (!resource.IsSingleton)
        {
            node.Key ??= new Node();
            node.Key.IsItem = true;
            node.Key.Table = table;
        }

        return table;
    }

    /// <summary>Follows a path from the root, and keeps the ids that it names.</summary>
    private sealed class Walk(Node root, GraphVersion version)
    {
        internal Node Node { get; private set; } = root;

        internal string? ParentId { get; private set; }

        internal string? Key { get; private set; }

        /// <summary>Enters a segment, which may be a name and a key: collection('key') is another form of collection/key.</summary>
        /// <param name="segment">The segment; afterwards its name alone.</param>
        internal bool TryEnter(ref string segment)
        {
            string? quotedKey = null;
            if (Node.Key is null && !Node.Children.ContainsKey(segment))
            {
                (segment, quotedKey) = SplitKey(segment);
            }

            // Segments such as $ref are never ids.
            return !segment.StartsWith('$') && TryStep(segment) && (quotedKey is null || (Node.Key is not null && TryStep(quotedKey)));
        }

        private bool TryStep(string segment)
        {
            Node? next = Node.Key;
            if (next is not null)
            {
                ParentId = Key;
                Key = segment;
            }
            else if (!Node.Children.TryGetValue(segment, out next) || !next.Versions.Has(version))
            {
                return false;
            }

            Node = next;
            return true;
        }
    }

    private sealed class Node
    {
        internal Dictionary<string, Node> Children { get; } = new(StringComparer.OrdinalIgnoreCase);

        internal Node? Key { get; set; }

        internal ResourceTable? Table { get; set; }

        internal bool IsItem { get; set; }

        internal GraphVersions Versions { get; set; }

        internal Node Child(string segment)
        {
            if (!Children.TryGetValue(segment, out Node? child))
            {
                Children.Add(segment, child = new Node());
            }

            return child;
        }
    }
}

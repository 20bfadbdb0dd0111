using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Storage;

/// <summary>A resource of the schema with its stored objects: one collection for each parent.</summary>
internal sealed class ResourceTable
{
    private readonly Dictionary<string, int> _indexes;
    private readonly Dictionary<string, SandboxCollection> _collections = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[] _visibleInV1;
    private readonly int[] _visibleInBeta;

    internal ResourceTable(ResourceDescriptor resource, ResourceTable? parent)
    {
        Resource = resource;
        Parent = parent;
        IReadOnlyList<PropertyDescriptor> properties = resource.Properties;
        _indexes = Enumerable.Range(0, properties.Count).ToDictionary(index => properties[index].Name, StringComparer.OrdinalIgnoreCase);
        _visibleInV1 = Visible(GraphVersion.V1);
        _visibleInBeta = Visible(GraphVersion.Beta);

        int[] Visible(GraphVersion version) =>
            [.. Enumerable.Range(0, properties.Count).Where(index => properties[index].Versions.Has(version))];
    }

    internal ResourceDescriptor Resource { get; }

    /// <summary>The policies that own the collections, or <see langword="null"/>.</summary>
    internal ResourceTable? Parent { get; }

    /// <summary>For an overview, the resource that it counts.</summary>
    internal ResourceTable? Counted { get; set; }

    /// <summary>
    /// The collections that have objects, by their parent's id (empty if there is no parent). The store's lock protects it.
    /// </summary>
    internal IReadOnlyDictionary<string, SandboxCollection> Collections => _collections;

    /// <summary>The indexes of the properties that a version has, in the order of the schema.</summary>
    internal int[] VisibleIn(GraphVersion version) => version == GraphVersion.Beta ? _visibleInBeta : _visibleInV1;

    /// <summary>The index of a property, compared without case, or -1 if this version has no property of that name.</summary>
    internal int IndexOf(string name, GraphVersion version) =>
        _indexes.TryGetValue(name, out int index) && Resource.Properties[index].Versions.Has(version) ? index : -1;

    internal SandboxCollection Collection(string? parentId)
    {
        string key = parentId ?? string.Empty;
        if (!_collections.TryGetValue(key, out SandboxCollection? collection))
        {
            _collections.Add(key, collection = new SandboxCollection());
        }

        return collection;
    }

    internal void Clear() => _collections.Clear();

    /// <summary>The values that the service sets for the missing properties of a created object.</summary>
    internal object?[] Defaults() =>
        [.. Resource.Properties.Select(property => property.IsNullable ? null : DefaultOf(property))];

    private static object DefaultOf(PropertyDescriptor property) => property.Type switch
    {
        PropertyType.Number => 0,
        PropertyType.Timestamp => "0001-01-01T00:00:00Z",
        PropertyType.Enum => property.Enum!.Find("unknown")?.Name ?? property.Enum.Members[0].Name,
        _ => string.Empty,
    };
}

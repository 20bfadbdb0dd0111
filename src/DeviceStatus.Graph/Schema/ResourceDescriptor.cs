namespace DeviceStatus.Graph.Schema;

/// <summary>One resource of the service: its path, its properties and its permissions.</summary>
public sealed class ResourceDescriptor
{
    /// <summary>The service sends one or two layouts. Objects with another layout are read without this cache.</summary>
    private const int MaxLayouts = 16;

    private readonly Dictionary<string, int> _places;
    private readonly string _pathBeforeParent;
    private readonly string _pathAfterParent;
    private EntityLayout[] _layouts = [];
    private string? _parentParameter;

    internal ResourceDescriptor(string noun, string pathTemplate, string entityType, IReadOnlyList<PropertyDescriptor> properties)
    {
        Noun = noun;
        PathTemplate = pathTemplate;
        EntityType = entityType;
        Properties = properties;
        _places = Enumerable.Range(0, properties.Count).ToDictionary(i => properties[i].Name, StringComparer.OrdinalIgnoreCase);
        int hole = pathTemplate.IndexOf("{}", StringComparison.Ordinal);
        _pathBeforeParent = hole < 0 ? pathTemplate : pathTemplate[..hole];
        _pathAfterParent = hole < 0 ? string.Empty : pathTemplate[(hole + 2)..];
    }

    /// <summary>The noun of the cmdlets, e.g. <c>DeviceConfigurationDeviceStatus</c>.</summary>
    public string Noun { get; }

    /// <summary>The path below the version, with <c>{}</c> as the placeholder of the parent's id.</summary>
    public string PathTemplate { get; }

    /// <summary>The policies that own the resource, or <see langword="null"/> if there is no parent.</summary>
    public ResourceDescriptor? Parent { get; internal init; }

    /// <summary>The parameter of the parent's id, or <see langword="null"/> if there is no parent.</summary>
    public string? ParentParameter => Parent is null ? null : _parentParameter ??= Parent.Noun + "Id";

    /// <summary>The object that counts the members of this collection, or <see langword="null"/> if there is none.</summary>
    public ResourceDescriptor? Overview { get; internal init; }

    /// <summary>The type name without namespace, e.g. <c>iosUpdateDeviceStatus</c>.</summary>
    public string EntityType { get; }

    /// <summary>The value of <c>@odata.type</c>.</summary>
    public string ODataType => "#microsoft.graph." + EntityType;

    /// <summary>The alias of the id parameter: the type name followed by <c>Id</c>.</summary>
    public string IdAlias => char.ToUpperInvariant(EntityType[0]) + EntityType[1..] + "Id";

    /// <summary>The known properties of all versions, in the order of the documentation. The first is the key.</summary>
    public IReadOnlyList<PropertyDescriptor> Properties { get; }

    /// <summary>The versions that have the resource.</summary>
    public GraphVersions Versions { get; internal init; } = GraphVersions.Both;

    /// <summary>
    /// The operations that the module uses and the documentation declares. about_DeviceStatus_LiveService describes what the service
    /// implements.
    /// </summary>
    public ResourceOperations Operations { get; internal init; } = ResourceOperations.All;

    /// <summary>Whether the resource is a single object instead of a collection.</summary>
    public bool IsSingleton { get; internal init; }

    /// <summary>The least privileged permission for reading.</summary>
    public required string ReadPermission { get; init; }

    /// <summary>The least privileged permission for writing.</summary>
    public required string WritePermission { get; init; }

    /// <summary>The family of limits.</summary>
    public ThrottlingClass Throttling { get; internal init; }

    /// <summary>Whether the objects are available in reports only. The service then has no collection at the path.</summary>
    public bool IsReportOnly { get; internal init; }

    /// <summary>For a policy, the property with its display name.</summary>
    public string NameProperty => IndexOf("displayName") < 0 && IndexOf("name") >= 0 ? "name" : "displayName";

    /// <summary>Whether a documented update addresses the collection, with the id in the body.</summary>
    public bool HasUpdateOnCollection { get; internal init; }

    /// <summary>The index of a property in <see cref="Properties"/>, compared without case, or -1 if there is none.</summary>
    internal int IndexOf(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>Finds a property without regard to case.</summary>
    /// <param name="name">The name on the wire or at the prompt.</param>
    /// <returns>The property, or <see langword="null"/>.</returns>
    public PropertyDescriptor? FindProperty(string name) => IndexOf(name) is >= 0 and int place ? Properties[place] : null;

    /// <summary>The layout of the first object, or <see langword="null"/> before an object was read.</summary>
    internal EntityLayout? UsualLayout => Volatile.Read(ref _layouts) is [EntityLayout first, ..] ? first : null;

    /// <summary>The layout of objects that have these properties in this order.</summary>
    /// <param name="wireNames">The names of the JSON object.</param>
    internal EntityLayout GetLayout(IReadOnlyList<string> wireNames)
    {
        EntityLayout[] known = Volatile.Read(ref _layouts);
        if (Array.Find(known, layout => layout.Matches(wireNames)) is { } found)
        {
            return found;
        }

        EntityLayout added = new(this, wireNames);
        if (known.Length < MaxLayouts)
        {
            // If another thread stored a layout first, only the caller uses this one.
            Interlocked.CompareExchange(ref _layouts, [.. known, added], known);
        }

        return added;
    }

    /// <summary>The path of the collection below the version.</summary>
    /// <param name="parentId">The parent's id; escaped here as one segment.</param>
    /// <returns>A path that starts with <c>/</c>.</returns>
    /// <exception cref="ArgumentException">The parent's id is missing or not allowed in a URL.</exception>
    public string CollectionPath(string? parentId) =>
        ParentParameter is null ? _pathBeforeParent : _pathBeforeParent + PathSegment.Escape(parentId, ParentParameter) + _pathAfterParent;

    /// <summary>The path of one item below the version.</summary>
    /// <param name="parentId">The parent's id; escaped here as one segment.</param>
    /// <param name="id">The item's id; escaped here as one segment.</param>
    /// <returns>A path that starts with <c>/</c>.</returns>
    /// <exception cref="ArgumentException">An id is missing or not allowed in a URL.</exception>
    public string ItemPath(string? parentId, string? id) => CollectionPath(parentId) + "/" + PathSegment.Escape(id, "Id");

    /// <summary>The noun.</summary>
    /// <returns><see cref="Noun"/>.</returns>
    public override string ToString() => Noun;
}

namespace DeviceStatus.Graph.Schema;

/// <summary>
/// One object as the service sent it. Known properties are typed; unknown properties and unknown enum values are kept unchanged.
/// </summary>
public sealed class StatusEntity
{
    private readonly object?[] _values;

    internal StatusEntity(ResourceDescriptor resource, string? parentId, IReadOnlyCollection<KeyValuePair<string, object?>> values)
        : this(
            resource,
            parentId,
            resource.GetLayout([.. values.Select(static pair => pair.Key)]),
            [.. values.Select(static pair => pair.Value)])
    {
    }

    /// <summary>Creates an object from values in the order of a layout.</summary>
    internal StatusEntity(ResourceDescriptor resource, string? parentId, EntityLayout layout, object?[] values)
    {
        Resource = resource;
        ParentId = parentId;
        Layout = layout;
        _values = values;
    }

    /// <summary>The resource of the object.</summary>
    public ResourceDescriptor Resource { get; }

    /// <summary>The id of the parent in the request, if there is one.</summary>
    public string? ParentId { get; }

    /// <summary>
    /// Name and value of every property that the service sent, in its order. A value is a string, an <see cref="int"/>, a
    /// <see cref="long"/>, a <see cref="double"/>, a <see cref="bool"/>, a <see cref="DateTimeOffset"/>, a list, a dictionary or
    /// <see langword="null"/>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Values
    {
        get
        {
            KeyValuePair<string, object?>[] pairs = new KeyValuePair<string, object?>[_values.Length];
            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i] = new(Layout.Names[i], _values[i]);
            }

            return pairs;
        }
    }

    /// <summary>Key of the entity.</summary>
    public string? Id => this["id"] as string;

    /// <summary>Name of a policy.</summary>
    public string? DisplayName => this[Resource.NameProperty] as string;

    /// <summary>Name of the device.</summary>
    public string? DeviceDisplayName => this["deviceDisplayName"] as string;

    /// <summary>Name of the user.</summary>
    public string? UserName => this["userName"] as string;

    /// <summary>Model of the device.</summary>
    public string? DeviceModel => this["deviceModel"] as string;

    /// <summary>Number of the platform; beta only.</summary>
    public int? Platform => this["platform"] as int?;

    /// <summary>When the grace period ends.</summary>
    public DateTimeOffset? ComplianceGracePeriodExpirationDateTime => this["complianceGracePeriodExpirationDateTime"] as DateTimeOffset?;

    /// <summary>Compliance status; see <see cref="GraphSchema.ComplianceStatus"/> for the known values.</summary>
    public string? Status => this["status"] as string;

    /// <summary>When the report was last modified.</summary>
    public DateTimeOffset? LastReportedDateTime => this["lastReportedDateTime"] as DateTimeOffset?;

    /// <summary>User principal name.</summary>
    public string? UserPrincipalName => this["userPrincipalName"] as string;

    /// <summary>Install status of an iOS update; see <see cref="GraphSchema.IosUpdatesInstallStatus"/> for the known values.</summary>
    public string? InstallStatus => this["installStatus"] as string;

    /// <summary>Version of iOS.</summary>
    public string? OsVersion => this["osVersion"] as string;

    /// <summary>Id of the device.</summary>
    public string? DeviceId => this["deviceId"] as string;

    /// <summary>Id of the user.</summary>
    public string? UserId => this["userId"] as string;

    /// <summary>The value of a property, or <see langword="null"/> if the service did not send it.</summary>
    /// <param name="name">The name on the wire, in any case.</param>
    public object? this[string name] => Find(name, out object? value) ? value : null;

    /// <summary>Which properties the service sent.</summary>
    internal EntityLayout Layout { get; }

    /// <summary>The values in the order of <see cref="Layout"/>.</summary>
    internal ReadOnlySpan<object?> LayoutValues => _values;

    /// <summary>Creates the same object with only its key and some properties, as <c>$select</c> does.</summary>
    /// <param name="properties">The names, in any case.</param>
    internal StatusEntity Select(IReadOnlyCollection<string> properties) => new(
        Resource, ParentId, [.. Values.Where(pair => pair.Key == "id" || properties.Contains(pair.Key, StringComparer.OrdinalIgnoreCase))]);

    /// <summary>Finds a property that the service sent.</summary>
    internal bool Find(string name, out object? value)
    {
        ReadOnlySpan<string> names = Layout.Names;
        for (int i = 0; i < names.Length; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                value = _values[i];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>The id.</summary>
    /// <returns><see cref="Id"/>, or the type name.</returns>
    public override string ToString() => Id ?? Resource.EntityType;
}

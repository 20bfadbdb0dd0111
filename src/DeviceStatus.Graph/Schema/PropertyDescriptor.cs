namespace DeviceStatus.Graph.Schema;

/// <summary>One property of a resource. The request builder, the sandbox, the cmdlets and the documentation use it.</summary>
public sealed class PropertyDescriptor
{
    internal PropertyDescriptor(
        string name, PropertyType type, bool nullable, GraphVersions versions, string description, EnumDescriptor? @enum = null)
    {
        Name = name;
        DisplayName = char.ToUpperInvariant(name[0]) + name[1..];
        Type = type;
        IsNullable = nullable;
        Versions = versions;
        Description = description;
        Enum = @enum;
    }

    /// <summary>The name on the wire, e.g. <c>lastReportedDateTime</c>.</summary>
    public string Name { get; }

    /// <summary>The parameter name, e.g. <c>LastReportedDateTime</c>.</summary>
    public string DisplayName { get; }

    /// <summary>The primitive type.</summary>
    public PropertyType Type { get; }

    /// <summary>Whether the schema lets the property be <c>null</c>.</summary>
    public bool IsNullable { get; }

    /// <summary>The versions whose schema has the property.</summary>
    public GraphVersions Versions { get; }

    /// <summary>The enumeration, when <see cref="Type"/> is <see cref="PropertyType.Enum"/>.</summary>
    public EnumDescriptor? Enum { get; }

    /// <summary>The description of the property, in one sentence.</summary>
    public string Description { get; }

    /// <summary>Whether the property is the key of the entity.</summary>
    public bool IsKey => Name == "id";

    /// <summary>The name on the wire.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}

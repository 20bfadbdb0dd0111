namespace DeviceStatus.Graph.Schema;

/// <summary>An enumeration of the service's schema. The service may send members that stand in no schema: they are kept as text.</summary>
public sealed class EnumDescriptor
{
    private readonly Dictionary<string, EnumMember> _byName;

    internal EnumDescriptor(string name, params EnumMember[] members)
    {
        Name = name;
        Members = members;
        _byName = members.ToDictionary(member => member.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The type name without namespace, e.g. <c>complianceStatus</c>.</summary>
    public string Name { get; }

    /// <summary>Every known member of any version.</summary>
    public IReadOnlyList<EnumMember> Members { get; }

    /// <summary>Finds a member without regard to case.</summary>
    /// <param name="name">The name as a user typed it.</param>
    /// <returns>The member, or <see langword="null"/> when no version of the schema has it.</returns>
    public EnumMember? Find(string name) => _byName.GetValueOrDefault(name);
}

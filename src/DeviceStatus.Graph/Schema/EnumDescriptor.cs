namespace DeviceStatus.Graph.Schema;

/// <summary>An enumeration of the service's schema. Members that the service sends but no schema defines are kept as text.</summary>
public sealed class EnumDescriptor
{
    private readonly Dictionary<string, EnumMember> _byName;
    private readonly Dictionary<string, EnumMember> _byText;

    internal EnumDescriptor(string name, string description, params EnumMember[] members)
    {
        Name = name;
        Description = description;
        Members = members;
        _byName = members.ToDictionary(member => member.Name, StringComparer.OrdinalIgnoreCase);
        _byText = members.ToDictionary(member => NearestName.Normalize(member.Name), StringComparer.Ordinal);
    }

    /// <summary>The type name without namespace, e.g. <c>complianceStatus</c>.</summary>
    public string Name { get; }

    /// <summary>The enumeration in a sentence, with its article, e.g. <c>a compliance status</c>.</summary>
    public string Description { get; }

    /// <summary>The known members of all versions.</summary>
    public IReadOnlyList<EnumMember> Members { get; }

    /// <summary>Alternative names of members, as the portals show them.</summary>
    internal IReadOnlyDictionary<string, string> Synonyms
    {
        init
        {
            foreach ((string word, string member) in value)
            {
                _byText.Add(NearestName.Normalize(word), _byName[member]);
            }
        }
    }

    /// <summary>Finds a member without regard to case.</summary>
    /// <param name="name">The name as a user typed it.</param>
    /// <returns>The member, or <see langword="null"/> when no version of the schema has it.</returns>
    public EnumMember? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Finds a member by its name or by its name in the portals, without regard to case, spaces, hyphens and underscores.
    /// </summary>
    /// <param name="text">The text as a user wrote it.</param>
    /// <returns>The member, or <see langword="null"/> if there is no such member.</returns>
    public EnumMember? FindByText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _byName.GetValueOrDefault(text) ?? _byText.GetValueOrDefault(NearestName.Normalize(text));
    }
}

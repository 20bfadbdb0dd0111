using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Requests;

/// <summary>Selects v1.0 unless a request requires beta, and describes what a version does not define.</summary>
public static class GraphVersionSelector
{
    /// <summary>The lowest version that defines everything that a change uses.</summary>
    /// <param name="change">The change.</param>
    /// <returns>v1.0, or beta if part of the change is in beta only.</returns>
    public static GraphVersion Least(StatusChange change) =>
        Lacks(change, GraphVersion.V1) ? GraphVersion.Beta : GraphVersion.V1;

    /// <summary>The lowest version that defines a resource and everything that a read uses.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="properties">The names in <c>$select</c>.</param>
    /// <param name="filter">The <c>$filter</c>.</param>
    /// <returns>v1.0, or beta if part of the read is in beta only.</returns>
    public static GraphVersion Least(ResourceDescriptor resource, IReadOnlyList<string>? properties, string? filter)
    {
        ArgumentNullException.ThrowIfNull(resource);
        bool beta = !resource.Versions.Has(GraphVersion.V1)
            || resource.Properties.Any(property => !property.Versions.Has(GraphVersion.V1) && IsNamed(property, properties, filter));
        return beta ? GraphVersion.Beta : GraphVersion.V1;
    }

    /// <summary>Describes what a change uses that a version does not define.</summary>
    /// <param name="change">The change.</param>
    /// <param name="version">The version.</param>
    /// <returns>A phrase such as <c>the property platform</c>, or <see langword="null"/> if the version defines everything.</returns>
    public static string? Missing(StatusChange change, GraphVersion version)
    {
        // Called for every row and nearly always false, so the names are collected only if needed.
        return Lacks(change, version) ? string.Join(", ", MissingNames(change, version)) : null;
    }

    private static bool Lacks(StatusChange change, GraphVersion version)
    {
        ArgumentNullException.ThrowIfNull(change);
        bool lacks = !change.Resource.Versions.Has(version);
        foreach ((PropertyDescriptor property, object? value) in change.Values)
        {
            lacks |= !property.Versions.Has(version) || IsMemberMissing(property, value, version);
        }

        return lacks;
    }

    private static bool IsMemberMissing(PropertyDescriptor property, object? value, GraphVersion version) =>
        property.Enum is { } known && value is string text && known.Find(text) is { } member && !member.Versions.Has(version);

    private static IEnumerable<string> MissingNames(StatusChange change, GraphVersion version)
    {
        if (!change.Resource.Versions.Has(version))
        {
            yield return "the collection " + change.Resource.PathTemplate;
        }

        foreach ((PropertyDescriptor property, object? value) in change.Values)
        {
            if (!property.Versions.Has(version))
            {
                yield return "the property " + property.Name;
            }
            else if (IsMemberMissing(property, value, version))
            {
                yield return $"the value '{value}' of {property.Name}";
            }
        }
    }

    private static bool IsNamed(PropertyDescriptor property, IReadOnlyList<string>? properties, string? filter) =>
        properties?.Any(name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase)) == true
        || filter?.Contains(property.Name, StringComparison.OrdinalIgnoreCase) == true;
}

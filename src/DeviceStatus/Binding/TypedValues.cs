using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>The values of the command line, which have precedence over those of the rows.</summary>
internal sealed class TypedValues
{
    private readonly List<(PropertyDescriptor Property, object Value)> _properties = [];
    private readonly HashSet<string> _names;

    /// <summary>Creates the values.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="values">Each parameter that was typed, with its value.</param>
    /// <exception cref="ArgumentException">A value is invalid.</exception>
    internal TypedValues(ResourceDescriptor resource, IReadOnlyDictionary<string, object?> values)
    {
        _names = new HashSet<string>(values.Keys, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in values)
        {
            if (string.Equals(name, "Id", StringComparison.OrdinalIgnoreCase))
            {
                Ids = Texts(value);
            }
            else if (string.Equals(name, resource.ParentParameter, StringComparison.OrdinalIgnoreCase))
            {
                ParentIds = Texts(value);
            }
            else if (string.Equals(name, "Clear", StringComparison.OrdinalIgnoreCase))
            {
                Cleared = SplitNames(value);
            }
            else if (resource.FindProperty(name) is { IsKey: false } property
                && PropertyConverter.Convert(property, PSValue.Unwrap(value)) is { } converted)
            {
                _properties.Add((property, converted));
            }
        }
    }

    /// <summary>The ids of policies, or null when none was typed.</summary>
    internal IReadOnlyList<string>? ParentIds { get; }

    /// <summary>The ids of objects, or null when none was typed.</summary>
    internal IReadOnlyList<string>? Ids { get; }

    /// <summary>The names of -Clear, or null when none was typed.</summary>
    internal IReadOnlyList<string>? Cleared { get; }

    /// <summary>The properties with their values.</summary>
    internal IReadOnlyList<(PropertyDescriptor Property, object Value)> Properties => _properties;

    /// <summary>Whether a parameter was typed, with a value or without.</summary>
    internal bool Contains(string parameter) => _names.Contains(parameter);

    /// <summary>Splits a value of -Clear into names; a cell of a CSV may contain several.</summary>
    internal static IReadOnlyList<string> SplitNames(object? value) =>
        [.. Texts(value).SelectMany(cell => cell.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))];

    private static string[] Texts(object? value) =>
        value is null ? [] : [.. PSValue.UnwrapAll(value).Select(item => item?.ToString() ?? string.Empty)];
}

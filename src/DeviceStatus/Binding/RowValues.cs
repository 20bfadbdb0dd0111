using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>The checked and converted values of a row, and its problems.</summary>
internal sealed class RowValues
{
    private List<InputProblem>? _problems;
    private List<(PropertyDescriptor Property, object Value)>? _properties;

    /// <summary>The id of the policy, if the row has it.</summary>
    internal string? ParentId { get; set; }

    /// <summary>The id of the object, if the row has it.</summary>
    internal string? Id { get; set; }

    /// <summary>The connection of the row, or its name or tenant id as text; null when the cell is blank or missing.</summary>
    internal object? Connection { get; set; }

    /// <summary>Whether the row has a cell for the connection, even if it is blank.</summary>
    internal bool NamesConnection { get; set; }

    /// <summary>The properties to set, including those of the command line.</summary>
    internal IReadOnlyList<(PropertyDescriptor Property, object Value)> Properties => _properties ?? [];

    /// <summary>The properties to set to null.</summary>
    internal IReadOnlyList<string> Cleared { get; set; } = [];

    /// <summary>The problems of the row.</summary>
    internal IReadOnlyList<InputProblem> Problems => _problems ?? [];

    /// <summary>Whether the row has columns and every cell is empty; such a row is ignored.</summary>
    internal bool IsBlank { get; set; }

    /// <summary>Whether the row came from a Get cmdlet, is unchanged, and no properties were typed on the command line.</summary>
    internal bool IsUnchanged { get; set; }

    /// <summary>The first column whose text contains U+FFFD, which replaces bytes that could not be decoded.</summary>
    internal string? DamagedColumn { get; set; }

    /// <summary>The columns that fit no parameter and were not reported before.</summary>
    internal IReadOnlyList<string> UnknownColumns { get; set; } = [];

    /// <summary>Whether the column of the connection holds something else than one name.</summary>
    internal bool HasInvalidConnection { get; set; }

    /// <summary>The columns of -ColumnMap that the row does not have, where that was not said before.</summary>
    internal IReadOnlyList<string> MissingColumns { get; set; } = [];

    internal void Add(InputProblem problem) => (_problems ??= []).Add(problem);

    internal void ClearProblems() => _problems?.Clear();

    internal void Add(PropertyDescriptor property, object value) => (_properties ??= []).Add((property, value));

    internal void Remove(Predicate<PropertyDescriptor> which) => _properties?.RemoveAll(pair => which(pair.Property));

    /// <summary>Creates the change of the row.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="use">The use of the row.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="id">The id of the object.</param>
    /// <param name="onCollection">Whether an update addresses the collection.</param>
    /// <exception cref="ArgumentException">The row contradicts itself, or clears a property that cannot be null.</exception>
    internal StatusChange ToChange(ResourceDescriptor resource, RowUse use, string? parentId, string? id, bool onCollection)
    {
        StatusOperation operation = use switch
        {
            RowUse.Create => StatusOperation.Create,
            RowUse.Update => StatusOperation.Update,
            _ => StatusOperation.Delete,
        };
        StatusChange change = new(resource, operation, parentId, id) { OnCollection = onCollection };
        foreach ((PropertyDescriptor property, object value) in Properties)
        {
            change.Set(property.Name, value);
        }

        foreach (string name in Cleared)
        {
            change.Clear(name);
        }

        return change;
    }
}

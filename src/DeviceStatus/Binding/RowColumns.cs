using System.Collections;
using System.Data;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>The columns of a row, which is an object with properties or a hashtable.</summary>
internal readonly struct RowColumns
{
    private readonly PSObject _row;
    private readonly IDictionary? _table;

    internal RowColumns(PSObject row)
    {
        _row = row;
        _table = row.BaseObject as IDictionary;
    }

    /// <summary>Whether the row consists of columns, as from Import-Csv, so that an unknown column causes a warning.</summary>
    internal bool IsTable => _table is not null || _row.BaseObject is PSCustomObject or DataRow or DataRowView;

    /// <summary>The names of the columns.</summary>
    internal IEnumerable<string> Names => _table is not null
        ? _table.Keys.Cast<object?>().Select(key => key?.ToString() ?? string.Empty)
        : PSValue.Columns(_row).Select(property => property.Name);

    /// <summary>Finds a column without regard to case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="property">The property, where the row has properties.</param>
    /// <param name="value">The value, unchanged.</param>
    /// <exception cref="GetValueException">The property could not be read.</exception>
    internal bool TryGet(string name, out PSPropertyInfo? property, out object? value)
    {
        property = null;
        if (_table is null)
        {
            property = _row.Properties[name];
            value = property?.Value;
            return property is not null;
        }

        if (_table.Contains(name))
        {
            value = _table[name];
            return true;
        }

        foreach (object key in _table.Keys)
        {
            if (PSValue.Unwrap(key) is string text && string.Equals(text, name, StringComparison.OrdinalIgnoreCase))
            {
                value = _table[key];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Whether the row has columns and all of them are empty, as in a spreadsheet after a row was cleared.</summary>
    internal bool AreAllBlank()
    {
        bool any = false;
        foreach (string name in Names)
        {
            any = true;
            TryGet(name, out _, out object? value);
            object? bare = PSValue.Unwrap(value);
            if (bare is not null && (bare is not string text || !string.IsNullOrWhiteSpace(text)))
            {
                return false;
            }
        }

        return any;
    }
}

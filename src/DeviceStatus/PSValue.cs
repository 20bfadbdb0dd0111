using System.Collections;
using System.Data;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DeviceStatus;

/// <summary>Unwraps values of PowerShell.</summary>
internal static class PSValue
{
    private const string DateCopy = "Deserialized.System.DateTimeOffset";

    /// <summary>Gets a value without its wrapper; null for AutomationNull and DBNull.</summary>
    internal static object? Unwrap(object? value)
    {
        // AutomationNull is an object with its own wrapper.
        if (ReferenceEquals(value, AutomationNull.Value))
        {
            return null;
        }

        object? bare = value is PSObject wrapped ? DateOfCopy(wrapped) ?? wrapped.BaseObject : value;
        return bare is DBNull ? null : bare;
    }

    /// <summary>
    /// Gets the date of a copy by Import-Clixml, a job or a remote session, in which a <see cref="DateTimeOffset"/> is an object with
    /// its properties; null for any other object.
    /// </summary>
    internal static object? DateOfCopy(PSObject value) =>
        value.BaseObject is PSCustomObject && value.TypeNames is [DateCopy, ..]
            && value.Properties[nameof(DateTimeOffset.UtcTicks)]?.Value is long ticks
            && ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <summary>Gets the properties of a row that are its columns: a row of a table has others beside them, such as its state.</summary>
    internal static IEnumerable<PSPropertyInfo> Columns(PSObject row)
    {
        DataTable? table = row.BaseObject switch
        {
            DataRow data => data.Table,
            DataRowView view => view.Row.Table,
            _ => null,
        };
        return table is null ? row.Properties : row.Properties.Where(property => table.Columns.Contains(property.Name));
    }

    /// <summary>Gets the unwrapped items of a list; a single value is a list of one item.</summary>
    internal static IEnumerable<object?> UnwrapAll(object? value) =>
        Unwrap(value) is IEnumerable list and not string and not IDictionary ? list.Cast<object?>().Select(Unwrap) : [Unwrap(value)];
}

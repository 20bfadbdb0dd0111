using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Binding;

/// <summary>Names the device and the user of a row, because a URL alone is hard to recognize in a prompt.</summary>
internal static class RowLabel
{
    private const int MaxNameLength = 100;

    /// <summary>The names, as the end of a sentence.</summary>
    /// <param name="values">The values of the row.</param>
    /// <param name="row">The row, or null.</param>
    /// <returns>For example <c> (device 'IPAD-0001', user 'ann@contoso.com')</c>; empty when the row has neither.</returns>
    internal static string Of(RowValues values, PSObject? row)
    {
        string? device = Find(values, row, "DeviceDisplayName");
        string? user = Find(values, row, "UserPrincipalName") ?? Find(values, row, "UserName");
        return (device, user) switch
        {
            (null, null) => string.Empty,
            (_, null) => $" (device '{device}')",
            (null, _) => $" (user '{user}')",
            _ => $" (device '{device}', user '{user}')",
        };
    }

    private static string? Find(RowValues values, PSObject? row, string name)
    {
        foreach ((PropertyDescriptor property, object value) in values.Properties)
        {
            if (property.DisplayName == name && value is string text)
            {
                return Clean(text);
            }
        }

        try
        {
            return row is not null
                && new RowColumns(row).TryGet(name, out _, out object? found)
                && PSValue.Unwrap(found) is string { Length: > 0 } held
                ? Clean(held)
                : null;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static string Clean(string text) => TextSanitizer.Sanitize(text, MaxNameLength);
}

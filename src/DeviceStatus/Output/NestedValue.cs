using System.Management.Automation;

namespace DeviceStatus.Output;

/// <summary>Converts a nested value of the service to objects and arrays of PowerShell.</summary>
internal static class NestedValue
{
    /// <summary>Converts a value.</summary>
    /// <param name="value">A dictionary, a list or a scalar.</param>
    /// <returns>A custom object for a dictionary, an array for a list, and a scalar unchanged.</returns>
    internal static object? ToPowerShell(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => ToObject(map),
        IReadOnlyList<object?> list => list.Select(ToPowerShell).ToArray(),
        _ => value,
    };

    private static PSObject ToObject(IReadOnlyDictionary<string, object?> map)
    {
        PSObject result = new();
        foreach ((string name, object? value) in map)
        {
            // Names of JSON may differ only in case, which those of an object cannot.
            if (result.Properties[name] is null)
            {
                result.Properties.Add(value is DateTimeOffset date
                    ? new DateProperty(name, date)
                    : new PSNoteProperty(name, ToPowerShell(value)));
            }
        }

        return result;
    }
}

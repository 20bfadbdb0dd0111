using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Reports;

/// <summary>Reads properties of objects of any type from the pipeline.</summary>
internal static class ObjectReader
{
    private const string Deserialized = "Deserialized.";

    private static readonly ResourceDescriptor[] Resources = [.. GraphSchema.Resources.Union(GraphSchema.StatusResources)];

    /// <summary>The type names of this module that an object has. Those of objects from a job or a file begin with Deserialized.</summary>
    internal static IEnumerable<string> TypeNames(PSObject input) => input.TypeNames
        .Select(name => name.StartsWith(Deserialized, StringComparison.Ordinal) ? name[Deserialized.Length..] : name)
        .Where(name => name.StartsWith(StatusObject.TypePrefix, StringComparison.Ordinal))
        .Select(name => name[StatusObject.TypePrefix.Length..]);

    /// <summary>The resource of the type of an object; <see langword="null"/> for any other object.</summary>
    internal static ResourceDescriptor? Resource(PSObject input) =>
        TypeNames(input).Select(name => Resources.FirstOrDefault(resource => resource.Noun == name))
            .FirstOrDefault(resource => resource is not null);

    internal static object? Value(PSObject input, string? name) => name is null ? null : Bare(input.Properties[name]?.Value);

    internal static string? Text(PSObject input, string? name) =>
        Value(input, name) is { } value && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    internal static long? Number(PSObject input, string name) =>
        long.TryParse(Text(input, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    internal static DateTimeOffset? Date(PSObject input, string name)
    {
        try
        {
            return Value(input, name) switch
            {
                DateTimeOffset date => date,
                DateTime date => PropertyConverter.FromDateTime(date),
                string text when !string.IsNullOrWhiteSpace(text) => PropertyConverter.ParseDate(name, text),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // A row with an invalid date is still part of the report.
            return null;
        }
    }

    /// <summary>Gets a value without PowerShell's wrapper; lists and objects are kept.</summary>
    internal static object? Bare(object? value)
    {
        switch (value)
        {
            case PSObject { BaseObject: PSCustomObject } custom:
                return PSValue.DateOfCopy(custom) ?? custom.Properties
                    .ToDictionary(property => property.Name, property => Bare(property.Value), StringComparer.Ordinal);
            case PSObject wrapped:
                return Bare(wrapped.BaseObject);
            case IDictionary map:
                return map.Keys.Cast<object>().ToDictionary(
                    key => Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty,
                    key => Bare(map[key]),
                    StringComparer.Ordinal);
            case string:
                return value;
            case IEnumerable list:
                return list.Cast<object?>().Select(Bare).ToList();
            default:
                return value;
        }
    }
}

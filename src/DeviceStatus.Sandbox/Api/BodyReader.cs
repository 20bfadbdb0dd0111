using System.Globalization;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Api;

/// <summary>Validates a body against the schema of a version, with the same rules as the service.</summary>
internal static class BodyReader
{
    /// <summary>Reads the properties of a body.</summary>
    /// <param name="table">The resource.</param>
    /// <param name="version">The version in the URL.</param>
    /// <param name="body">The body.</param>
    /// <returns>The values by the index of their property, including the id if the body has one.</returns>
    /// <exception cref="ApiException">400; the message names the property and the expected value.</exception>
    internal static List<KeyValuePair<int, object?>> Read(ResourceTable table, GraphVersion version, JObject body)
    {
        List<KeyValuePair<int, object?>> values = new(body.Count);
        foreach ((string name, JToken? value) in body)
        {
            if (name.Contains('@', StringComparison.Ordinal))
            {
                CheckAnnotation(table, name, value!);
                continue;
            }

            int index = table.IndexOf(name, version);
            if (index < 0 || table.Resource.Properties[index].Name != name)
            {
                throw ApiException.Invalid(
                    $"The property '{name}' does not exist on type 'microsoft.graph.{table.Resource.EntityType}' in "
                        + $"{version.ToSegment()}.");
            }

            values.Add(
                new(
                    index,
                    Convert(table.Resource.Properties[index], version, (JValue?)(value as JValue) ?? throw Wrong(name, "a single value"))));
        }

        return values;
    }

    private static void CheckAnnotation(ResourceTable table, string name, JToken value)
    {
        // OData allows a client to send other annotations. They are ignored.
        if (name != "@odata.type")
        {
            return;
        }

        string? type = value.Type == JTokenType.String ? (string?)value : null;
        if (type is null || !type.AsSpan().TrimStart('#').SequenceEqual(table.Resource.ODataType.AsSpan(1)))
        {
            throw ApiException.Invalid($"The @odata.type '{value}' does not fit here; it must be '{table.Resource.ODataType}'.");
        }
    }

    private static object? Convert(PropertyDescriptor property, GraphVersion version, JValue value)
    {
        if (value.Type == JTokenType.Null)
        {
            return property.IsNullable ? null : throw ApiException.Invalid($"The property '{property.Name}' cannot be null.");
        }

        switch (property.Type)
        {
            case PropertyType.Number:
                return value.Value is long number and >= int.MinValue and <= int.MaxValue
                    ? (int)number
                    : throw Wrong(property.Name, "a whole number of 32 bits, without quotes");
            case PropertyType.Timestamp:
                return value.Value is string date && EdmDate.TryParse(date, out _)
                    ? date
                    : throw Wrong(property.Name, "a date with time and zone such as \"2026-01-31T12:00:00Z\"");
            case PropertyType.Enum:
                return Member(property, version, value.Value as string ?? throw Wrong(property.Name, "the name of a member as text"));
            default:
                return value.Value is string text && !(property.IsKey && text.Length == 0) ? text : throw Wrong(property.Name, "text");
        }
    }

    private static string Member(PropertyDescriptor property, GraphVersion version, string name)
    {
        EnumMember? member = property.Enum!.Find(name);
        if (member is null || member.Name != name || !member.Versions.Has(version))
        {
            throw ApiException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' is not a member of '{property.Enum.Name}' in {version.ToSegment()}, "
                    + $"which the property '{property.Name}' takes."));
        }

        return member.Name;
    }

    private static ApiException Wrong(string property, string expected) =>
        ApiException.Invalid($"The value of the property '{property}' has the wrong type; it must be {expected}.");
}

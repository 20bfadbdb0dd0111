using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Schema;

/// <summary>Reads objects of the service from JSON.</summary>
internal static class EntityReader
{
    /// <summary>Reads the object on whose start the reader stands.</summary>
    internal static StatusEntity Read(JsonReader reader, ResourceDescriptor resource, string? parentId)
    {
        List<KeyValuePair<string, object?>> values = new(resource.Properties.Count);
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            string name = (string)reader.Value!;
            if (!reader.Read())
            {
                break;
            }

            // Annotations of the protocol say nothing about the device; unknown properties do and are kept.
            // A property without a name has no place in an object of PowerShell.
            if (name is "@odata.type" or "@odata.context" or "")
            {
                reader.Skip();
                continue;
            }

            PropertyDescriptor? property = resource.FindProperty(name);
            values.Add(new(property?.Name ?? name, Value(reader, property)));
        }

        return new StatusEntity(resource, parentId, values);
    }

    /// <summary>Reads an object that is in memory, bare or wrapped in <c>value</c> as the documentation's example of a read shows it.</summary>
    internal static StatusEntity Read(JObject body, ResourceDescriptor resource, string? parentId)
    {
        JObject entity = body["value"] is JObject wrapped && body["id"] is null ? wrapped : body;
        using JsonReader reader = entity.CreateReader();
        reader.Read();
        return Read(reader, resource, parentId);
    }

    private static object? Value(JsonReader reader, PropertyDescriptor? property)
    {
        switch (reader.TokenType)
        {
            case JsonToken.Null or JsonToken.Undefined:
                return null;
            case JsonToken.String when property?.Type == PropertyType.Timestamp:
                return TryDate((string)reader.Value!);
            case JsonToken.Integer when reader.Value is long number && property?.Type == PropertyType.Number && number is >= int.MinValue and <= int.MaxValue:
                return (int)number;
            case JsonToken.Date when reader.Value is DateTime date:
                return PropertyConverter.FromDateTime(date);
            case JsonToken.StartObject or JsonToken.StartArray:
                return Plain(JToken.Load(reader));
            default:
                return reader.Value;
        }
    }

    private static object TryDate(string text)
    {
        try
        {
            return PropertyConverter.ParseDate("date", text);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static object? Plain(JToken token) => token switch
    {
        JObject entity => entity.Properties().ToDictionary(property => property.Name, property => Plain(property.Value), StringComparer.Ordinal),
        JArray list => list.Select(Plain).ToList(),
        JValue value => value.Value,
        _ => token.ToString(Formatting.None),
    };
}

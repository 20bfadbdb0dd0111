using Newtonsoft.Json;

namespace DeviceStatus.Reporting.Documents;

/// <summary>Writes JSON objects from their properties.</summary>
internal static class JsonObjectWriter
{
    internal static void WriteObject(this JsonTextWriter json, params (string Name, object? Value)[] properties)
    {
        json.WriteStartObject();
        json.WriteProperties(properties);
        json.WriteEndObject();
    }

    internal static void WriteProperties(this JsonTextWriter json, params (string Name, object? Value)[] properties)
    {
        foreach ((string name, object? value) in properties)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }
}

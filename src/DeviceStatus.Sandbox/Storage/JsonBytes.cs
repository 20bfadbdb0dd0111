using System.Globalization;
using System.Text;
using DeviceStatus.Sandbox.Json;
using Newtonsoft.Json;

namespace DeviceStatus.Sandbox.Storage;

/// <summary>Writes JSON as UTF-8.</summary>
internal static class JsonBytes
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes into memory.</summary>
    /// <param name="write">Writes the JSON.</param>
    /// <param name="capacity">How many bytes it will probably be; more costs a copy, less some memory.</param>
    internal static ReadOnlyMemory<byte> Of(Action<JsonTextWriter> write, int capacity = 1024)
    {
        MemoryStream stream = new(capacity);
        To(stream, write);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    internal static void To(Stream stream, Action<JsonTextWriter> write)
    {
        using StreamWriter text = new(stream, Utf8, 4096, leaveOpen: true);
        using JsonTextWriter json = new(text) { ArrayPool = JsonBuffers.Pool, Culture = CultureInfo.InvariantCulture, CloseOutput = false };
        write(json);
    }

    internal static void Member(this JsonTextWriter json, string name, string? value)
    {
        json.WritePropertyName(name, false);
        json.WriteValue(value);
    }

    /// <summary>Writes chosen properties of an object as members of the JSON object that is open.</summary>
    internal static void Members(this JsonTextWriter json, ResourceTable table, SandboxItem item, int[] indexes)
    {
        foreach (int index in indexes)
        {
            json.WritePropertyName(table.Resource.Properties[index].Name, false);
            if (item.Values[index] is int number)
            {
                json.WriteValue(number);
            }
            else
            {
                json.WriteValue((string?)item.Values[index]);
            }
        }
    }
}

using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;

namespace DeviceStatus.Sandbox.Storage;

/// <summary>Writes JSON as UTF-8.</summary>
internal static class JsonBytes
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes into memory.</summary>
    /// <param name="write">Writes the JSON.</param>
    /// <param name="capacity">The expected number of bytes. A value that is too small costs a copy, one that is too large costs
    /// memory.</param>
    internal static ReadOnlyMemory<byte> Of(Action<JsonTextWriter> write, int capacity = 1024)
    {
        MemoryStream stream = new(capacity);
        To(stream, write);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    internal static void To(Stream stream, Action<JsonTextWriter> write)
    {
        using StreamWriter text = new(stream, Utf8, 4096, leaveOpen: true);
        using JsonTextWriter json = new(text)
        {
            ArrayPool = JsonCharPool.Shared,
            Culture = CultureInfo.InvariantCulture,
            CloseOutput = false,
        };
        write(json);
    }

    internal static void Member(this JsonTextWriter json, string name, string? value)
    {
        json.WritePropertyName(name, escape: false);
        json.WriteValue(value);
    }

    /// <summary>Writes selected properties of an object as members of the current JSON object.</summary>
    internal static void Members(this JsonTextWriter json, ResourceTable table, SandboxItem item, int[] indexes)
    {
        foreach (int index in indexes)
        {
            json.WritePropertyName(table.Resource.Properties[index].Name, escape: false);
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

using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>Reads and writes JSON: without date detection, with a bounded depth and with pooled buffers.</summary>
internal static class GraphJson
{
    /// <summary>Deeper than any response of the service, and shallow enough that no response can exhaust the stack.</summary>
    internal const int MaxDepth = 64;

    /// <summary>Source and target are in memory, so a larger buffer would only add allocations and copies.</summary>
    private const int BufferSize = 1024;

    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    internal static JsonTextReader Reader(ReadOnlyMemory<byte> utf8)
    {
        if (!MemoryMarshal.TryGetArray(utf8, out ArraySegment<byte> segment))
        {
            segment = new ArraySegment<byte>(utf8.ToArray());
        }

        return Reader(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false));
    }

    internal static JsonTextReader Reader(MemoryStream stream) =>
        new BoundedJsonReader(new StreamReader(stream, Utf8, detectEncodingFromByteOrderMarks: true, BufferSize))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = MaxDepth,
            Culture = CultureInfo.InvariantCulture,
            ArrayPool = JsonCharPool.Shared,
            CloseInput = true,
        };

    internal static JsonTextWriter Writer(MemoryStream stream) => new(new StreamWriter(stream, Utf8, BufferSize, leaveOpen: true))
    {
        Culture = CultureInfo.InvariantCulture,
        ArrayPool = JsonCharPool.Shared,
        CloseOutput = true,
        AutoCompleteOnClose = false,
    };

    /// <summary>A writer for requests. Only what JSON requires is escaped.</summary>
    internal static Utf8JsonWriter Utf8Writer(IBufferWriter<byte> bytes) => new(bytes, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });
}

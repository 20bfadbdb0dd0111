using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Json;

/// <summary>Reads JSON according to RFC 8259. Newtonsoft.Json also accepts comments, single quotes and unquoted names.</summary>
internal static class StrictJson
{
    private const int MaxDepth = 32;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one JSON value. Dates remain text.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">The text is not JSON. The message contains the position.</exception>
    internal static JToken Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            ReadOnlySpan<byte> bytes = json.Span;
            bytes = bytes.StartsWith("\ufeff"u8) ? bytes[3..] : bytes;
            string text = Utf8.GetString(bytes);
            return HasTrailingComma(text) ? throw new FormatException("There is a comma before a closing bracket.") : Read(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException("The text is not UTF-8.", exception);
        }
    }

    private static JToken Read(string text)
    {
        using StringReader source = new(text);
        using JsonTextReader reader = new(source)
        {
            DateParseHandling = DateParseHandling.None,
            Culture = CultureInfo.InvariantCulture,
            MaxDepth = MaxDepth,
            ArrayPool = JsonCharPool.Shared,
        };
        try
        {
            Next(reader);
            JToken value = Value(reader);
            return reader.Read() ? throw Malformed(reader, "text after the end") : value;
        }
        catch (JsonReaderException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    // The reader ignores such a comma.
    private static bool HasTrailingComma(string text)
    {
        bool inText = false;
        char last = default;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (inText)
            {
                inText = c != '"';
                i += c == '\\' ? 1 : 0;
            }
            else if (!char.IsWhiteSpace(c))
            {
                if (last == ',' && (c is '}' or ']'))
                {
                    return true;
                }

                inText = c == '"';
                last = c;
            }
        }

        return false;
    }

    private static JToken Value(JsonTextReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.StartObject:
                return Object(reader);
            case JsonToken.StartArray:
                JArray array = [];
                for (Next(reader); reader.TokenType != JsonToken.EndArray; Next(reader))
                {
                    array.Add(Value(reader));
                }

                return array;
            case JsonToken.String:
                return reader.QuoteChar == '"'
                    ? new JValue((string)reader.Value!)
                    : throw Malformed(reader, "a text without double quotes");
            case JsonToken.Float when !double.IsFinite((double)reader.Value!):
                throw Malformed(reader, "a number that JSON does not have");
            case JsonToken.Integer or JsonToken.Float or JsonToken.Boolean or JsonToken.Null:
                return new JValue(reader.Value);
            default:
                throw Malformed(reader, "a value that is not JSON");
        }
    }

    private static JObject Object(JsonTextReader reader)
    {
        JObject value = [];
        for (Next(reader); reader.TokenType != JsonToken.EndObject; Next(reader))
        {
            if (reader.TokenType != JsonToken.PropertyName || reader.QuoteChar != '"')
            {
                throw Malformed(reader, "a name without double quotes");
            }

            string name = (string)reader.Value!;
            Next(reader);
            if (!value.TryAdd(name, Value(reader)))
            {
                throw Malformed(reader, $"the property '{name}' twice");
            }
        }

        return value;
    }

    private static void Next(JsonTextReader reader)
    {
        if (!reader.Read())
        {
            throw Malformed(reader, "an unexpected end");
        }
    }

    private static FormatException Malformed(JsonTextReader reader, string what) => new(
        string.Create(CultureInfo.InvariantCulture, $"Line {reader.LineNumber}, column {reader.LinePosition}: {what}."));

    private static bool TryAdd(this JObject value, string name, JToken token)
    {
        if (value.ContainsKey(name))
        {
            return false;
        }

        value.Add(name, token);
        return true;
    }
}

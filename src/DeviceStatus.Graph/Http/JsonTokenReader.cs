using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// Reads the tokens of a JSON document, up to a limit that no response of the service reaches. Text that System.Text.Json refuses to
/// decode, such as half of a surrogate pair, is kept.
/// </summary>
internal ref struct JsonTokenReader
{
    /// <summary>
    /// Far more digits than any number of the service has. Converting a number takes time proportional to the square of its length.
    /// </summary>
    private const int MaxDigits = 380;

    private readonly int _start;
    private Utf8JsonReader _reader;
    private int _tokens;

    /// <summary>Creates a reader.</summary>
    /// <param name="utf8">The document, with a byte order mark or without.</param>
    internal JsonTokenReader(ReadOnlySpan<byte> utf8)
    {
        _start = utf8.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        _reader = new Utf8JsonReader(utf8[_start..], new JsonReaderOptions { MaxDepth = GraphJson.MaxDepth });
    }

    internal readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>The text of a name or a value as it stands in the document, without quotes.</summary>
    internal readonly ReadOnlySpan<byte> RawText => _reader.ValueSpan;

    /// <summary>Whether <see cref="RawText"/> has escapes.</summary>
    internal readonly bool IsEscaped => _reader.ValueIsEscaped;

    /// <summary>Where the current token begins in the document.</summary>
    internal readonly int TokenStart => _start + (int)_reader.TokenStartIndex;

    /// <summary>Where the current token ends in the document.</summary>
    internal readonly int TokenEnd => _start + (int)_reader.BytesConsumed;

    /// <summary>Moves to the next token.</summary>
    /// <returns><see langword="false"/> at the end of the document.</returns>
    /// <exception cref="JsonException">The document is incomplete or damaged.</exception>
    /// <exception cref="JsonLimitException">The document has too many tokens.</exception>
    internal bool Read() =>
        ++_tokens <= BoundedJsonReader.MaxTokens ? _reader.Read() : throw new JsonLimitException(BoundedJsonReader.MaxTokens);

    /// <summary>Moves to the end of the current value.</summary>
    internal void Skip()
    {
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        for (int depth = _reader.CurrentDepth; Read() && _reader.CurrentDepth > depth;)
        {
        }
    }

    /// <summary>Whether the current name or text is one that needs no escapes.</summary>
    internal readonly bool Is(ReadOnlySpan<byte> utf8) => !_reader.ValueIsEscaped && _reader.ValueSpan.SequenceEqual(utf8);

    /// <summary>The current name or text.</summary>
    internal readonly string GetText(TextCache? cache = null) =>
        _reader.ValueIsEscaped ? Unescape(_reader.ValueSpan)
        : cache is null ? Encoding.UTF8.GetString(_reader.ValueSpan)
        : cache.Get(_reader.ValueSpan);

    /// <summary>The current number: a <see cref="long"/>, a <see cref="BigInteger"/> for more digits, or a <see cref="double"/>.</summary>
    internal readonly object GetNumber()
    {
        if (_reader.TryGetInt64(out long whole))
        {
            return whole;
        }

        if (_reader.ValueSpan.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) >= 0)
        {
            return _reader.TryGetDouble(out double number)
                ? number
                : double.Parse(Encoding.ASCII.GetString(_reader.ValueSpan), CultureInfo.InvariantCulture);
        }

        return _reader.ValueSpan.Length <= MaxDigits
            ? BigInteger.Parse(Encoding.ASCII.GetString(_reader.ValueSpan), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : throw new JsonException("A number has too many digits.");
    }

    /// <summary>Reads the current text as a date with a zone and as many fractional digits as a date can hold.</summary>
    internal readonly bool TryGetDate(out DateTimeOffset date)
    {
        // System.Text.Json would use the zone of the machine for a date without one, and would drop digits beyond the precision of a date.
        const int LongestInUtc = 28;
        const int LongestWithOffset = 33;
        ReadOnlySpan<byte> text = _reader.ValueSpan;
        bool hasZone = text is [.., (byte)'Z'] ? text.Length <= LongestInUtc
            : text is [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _] && text.Length is > 16 and <= LongestWithOffset;
        date = default;
        return hasZone && !_reader.ValueIsEscaped && _reader.TryGetDateTimeOffset(out date);
    }

    private static string Unescape(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            // The reader has checked that every escape is complete.
            char escape = text[++i];
            if (escape == 'u')
            {
                result.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            result.Append(escape switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
        }

        return result.ToString();
    }
}

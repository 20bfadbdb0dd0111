using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeviceStatus.Graph.Journal;

/// <summary>Lines on their way into a journal. The buffer is used again for later lines, so that a long run allocates little.</summary>
internal sealed class JournalLines : IDisposable
{
    // Keeps a line far below the maximum length of the reader, also if all characters are escaped.
    private const int MaxTextLength = 4000;
    private const int FirstBytes = 8 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new(FirstBytes);
    private readonly Utf8JsonWriter _writer;
    private int _start;

    internal JournalLines() => _writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // The end of a line is written by LineCheck.
        SkipValidation = true,
    });

    /// <summary>The lines so far; valid until <see cref="Clear"/>.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>The size of the buffer.</summary>
    internal int Capacity => _bytes.Capacity;

    internal void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Adds a line as it is.</summary>
    /// <param name="line">The line without its line break.</param>
    internal void AddLine(ReadOnlySpan<byte> line)
    {
        _bytes.Write(line);
        _bytes.Write("\n"u8);
    }

    internal void StartLine()
    {
        _start = _bytes.WrittenCount;
        _writer.Reset();
        _writer.WriteStartObject();
    }

    /// <summary>Writes a text, shortened to the longest length that a text of a journal has; nothing when it is null.</summary>
    internal void Write(string name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value.AsSpan(0, Math.Min(value.Length, MaxTextLength)));
        }
    }

    internal void Write(string name, long value) => _writer.WriteNumber(name, value);

    /// <summary>Whether a text is written in full.</summary>
    internal static bool IsWhole(string text) => text.Length <= MaxTextLength;

    /// <summary>Ends a line.</summary>
    /// <param name="hasCheck">Whether it gets a digest; a journal of an earlier module version continues without digests.</param>
    internal void EndLine(bool hasCheck)
    {
        _writer.Flush();
        if (hasCheck)
        {
            LineCheck.Append(_bytes, _start);
        }
        else
        {
            _bytes.Write("}\n"u8);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}

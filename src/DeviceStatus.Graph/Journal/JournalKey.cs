using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// Identifies a row in the next run by a digest of its method, path and body, its connection in a run of several, and its index among equal
/// rows. Two identical rows are two rows. The digest keeps bodies out of the journal.
/// </summary>
internal readonly record struct JournalKey(UInt128 Digest, int Occurrence)
{
    private const int FirstLength = 512;
    private const int MaxKeptLength = 16 * 1024;

    [ThreadStatic]
    private static StringBuilder? _text;

    internal static UInt128 DigestOf(GraphRequest request, string? scope = null)
    {
        // Every row of a run with a journal comes here, so the text is made in a buffer that is used again.
        StringBuilder text = _text ??= new StringBuilder(FirstLength);
        text.Clear().Append(request.Method.Method).Append(' ').Append(request.Version.ToSegment()).Append(request.Path).Append('\n');
        if (scope is not null)
        {
            text.Append("in ").Append(scope).Append('\n');
        }

        if (request.HasBody)
        {
            using StringWriter writer = new(text, CultureInfo.InvariantCulture);
            request.WriteBody(writer);
        }

        UInt128 digest = DigestOf(text);
        if (text.Capacity > MaxKeptLength)
        {
            _text = null;
        }

        return digest;
    }

    /// <summary>The key of a row that was refused before its request was built. It contains only the row number.</summary>
    internal static JournalKey OfRefusedRow(long row)
    {
        return new JournalKey(DigestOfBytes(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"refused row {row}"))), 1);
    }

    /// <summary>A digest of the address of an object, without regard to case.</summary>
    internal static UInt128 DigestOf(string address) => DigestOfBytes(Encoding.UTF8.GetBytes(address.ToUpperInvariant()));

    private static UInt128 DigestOf(StringBuilder text)
    {
        char[] characters = ArrayPool<char>.Shared.Rent(text.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            // In one piece: a character may be in two chunks of the builder.
            text.CopyTo(0, characters, text.Length);
            return DigestOfBytes(bytes.AsSpan(0, Encoding.UTF8.GetBytes(characters.AsSpan(0, text.Length), bytes)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static UInt128 DigestOfBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    internal static bool TryParse(string? text, out JournalKey key)
    {
        key = default;
        int dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0
            || !UInt128.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 digest)
            || !int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int occurrence))
        {
            return false;
        }

        key = new JournalKey(digest, occurrence);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Digest:x32}-{Occurrence}");
}

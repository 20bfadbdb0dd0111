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
    internal static UInt128 DigestOf(GraphRequest request, string? scope = null)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Version.ToSegment()}{request.Path}\n"));
        if (scope is not null)
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"in {scope}\n"));
        }

        if (request.HasBody)
        {
            digest.AppendData(request.BodyBytes().Span);
        }

        return Digest128(digest);
    }

    /// <summary>The key of a row that was refused before its request was built. It contains only the row number.</summary>
    internal static JournalKey OfRefusedRow(long row)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"refused row {row}")));
        return new JournalKey(Digest128(digest), 1);
    }

    /// <summary>A digest of the address of an object, without regard to case.</summary>
    internal static UInt128 DigestOf(string address)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(address.ToUpperInvariant()));
        return Digest128(digest);
    }

    private static UInt128 Digest128(IncrementalHash digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        digest.GetHashAndReset(hash);
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

using System.Buffers;
using System.Security.Cryptography;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// The digest at the end of each line of a journal. It detects damage such as a changed digit in a key, which would mark another row as
/// done, or a missing line break.
/// </summary>
internal static class LineCheck
{
    /// <summary>The value in the header of a journal whose lines have a digest; a journal of an earlier module has none.</summary>
    internal const string Kind = "sha256/4";

    private const int DigestLength = 8;
    private static readonly byte[] Start = [.. ",\"check\":\""u8];
    private static readonly byte[] End = [.. "\"}\n"u8];

    /// <summary>Adds the digest to the last line of some lines, which has no closing brace yet, and ends the line.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="start">Where the last line begins.</param>
    internal static void Append(ArrayBufferWriter<byte> lines, int start)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        WriteDigest(lines.WrittenSpan[start..], digest);
        lines.Write(Start);
        lines.Write(digest);
        lines.Write(End);
    }

    /// <summary>Whether a line, with its line break, has the digest of its bytes.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> line)
    {
        int content = line.Length - Start.Length - DigestLength - End.Length;
        if (content <= 0)
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[DigestLength];
        WriteDigest(line[..content], digest);
        ReadOnlySpan<byte> end = line[content..];
        return end.StartsWith(Start) && end[Start.Length..^End.Length].SequenceEqual(digest) && end.EndsWith(End);
    }

    private static void WriteDigest(ReadOnlySpan<byte> bytes, Span<byte> digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        for (int i = 0; i < DigestLength; i++)
        {
            digest[i] = "0123456789ABCDEF"u8[(hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xF];
        }
    }
}

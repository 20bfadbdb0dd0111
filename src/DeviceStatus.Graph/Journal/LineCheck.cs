using System.Security.Cryptography;
using System.Text;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// The digest at the end of each line of a journal. It detects damage such as a changed digit in a key, which would mark another row as
/// done, or a missing line break.
/// </summary>
internal static class LineCheck
{
    /// <summary>The value in the header of a journal whose lines have a digest; a journal of an earlier module has none.</summary>
    internal const string Kind = "sha256/4";

    private const string Start = ",\"check\":\"";
    private const string End = "\"}";
    private const int DigestLength = 8;

    /// <summary>Adds the digest to the last line of a text, which ends with a brace, and ends the line.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="start">Where the line begins.</param>
    internal static void Append(StringBuilder lines, int start)
    {
        lines.Length--;
        string digest = DigestOf(Encoding.UTF8.GetBytes(lines.ToString(start, lines.Length - start)));
        lines.Append(Start).Append(digest).Append(End).Append('\n');
    }

    /// <summary>Whether a line, with its line break, has the digest of its bytes.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> line)
    {
        int content = line.Length - Start.Length - DigestLength - End.Length - 1;
        return content > 0 && line[content..].SequenceEqual(Encoding.UTF8.GetBytes(Start + DigestOf(line[..content]) + End + "\n"));
    }

    private static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes), 0, DigestLength / 2);
}

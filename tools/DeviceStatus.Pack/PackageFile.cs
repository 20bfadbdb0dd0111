using System.Security.Cryptography;
using System.Text;

namespace DeviceStatus.Pack;

/// <summary>One file of a package.</summary>
/// <param name="Path">The path in the package, with <c>/</c> between folders.</param>
/// <param name="Bytes">The content.</param>
internal sealed record PackageFile(string Path, byte[] Bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The SHA-256 of the bytes, in lower-case hexadecimal.</summary>
    internal string Sha256 => Hex(SHA256.HashData(Bytes));

    /// <summary>Creates a text file: UTF-8 without a byte order mark, with line feeds.</summary>
    internal static PackageFile FromText(string path, string text) =>
        new(path, Utf8.GetBytes(text.ReplaceLineEndings("\n")));

    /// <summary>Reads every file below a folder, ordered by its path.</summary>
    internal static IReadOnlyList<PackageFile> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => new PackageFile(System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>Writes bytes in lower-case hexadecimal.</summary>
    internal static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
}

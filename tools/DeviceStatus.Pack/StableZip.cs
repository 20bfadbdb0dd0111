using System.IO.Compression;

namespace DeviceStatus.Pack;

/// <summary>Writes archives that depend on nothing but what is in them: files in ordinal order, one time and one mode for all.</summary>
internal static class StableZip
{
    // A regular file that everybody reads and its owner writes, in the upper half as Unix wants it.
    private const int Mode = (0x8000 | 0x1A4) << 16;

    // Nothing earlier fits into an archive.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes an archive.</summary>
    internal static byte[] Write(IEnumerable<PackageFile> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (PackageFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry(file.Path, CompressionLevel.SmallestSize);
                entry.LastWriteTime = Time;
                entry.ExternalAttributes = Mode;
                using Stream content = entry.Open();
                content.Write(file.Bytes);
            }
        }

        return stream.ToArray();
    }
}

using System.IO.Compression;

namespace DeviceStatus.Pack;

/// <summary>Writes the archive of the symbols, which is not a NuGet package, so that the same files give the same bytes.</summary>
internal static class StableZip
{
    // A regular file with mode 0644. Unix attributes are the upper half of the number.
    private const int Mode = (0x8000 | 0x1A4) << 16;

    /// <summary>Creates an archive.</summary>
    /// <param name="files">The files.</param>
    /// <param name="date">The modification date of every file in the archive.</param>
    internal static byte[] Write(IEnumerable<PackageFile> files, DateOnly date)
    {
        var time = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (PackageFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry(file.Path, CompressionLevel.SmallestSize);
                entry.LastWriteTime = time;
                entry.ExternalAttributes = Mode;
                using Stream content = entry.Open();
                content.Write(file.Bytes);
            }
        }

        return stream.ToArray();
    }
}

using System.IO.Compression;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Writes snapshots: gzipped JSON Lines, the header first and then a line for each status.</summary>
public static class SnapshotWriter
{
    // The tenth byte of a gzip file names the operating system; 255 means unknown, so that the bytes are the same on every system.
    private const int SystemByte = 9;
    private const byte UnknownSystem = 255;

    /// <summary>Writes a snapshot. The file gets its name when it is complete.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="snapshot">The statuses.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="cancellationToken">Cancels the operation; the file is then not changed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, SnapshotBuilder snapshot, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        using ReplacementFile file = ReplacementFile.Create(path);
        using (GZipStream zipped = new(file.Content, CompressionLevel.Optimal, leaveOpen: true))
        using (BufferedStream output = new(zipped, 64 * 1024))
        {
            WriteLine(output, SnapshotJson.Write(snapshot.Header));
            foreach (SnapshotLine line in snapshot.ReadLines())
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteLine(output, line.Bytes);
            }
        }

        file.Content.Position = SystemByte;
        file.Content.WriteByte(UnknownSystem);
        file.Commit(overwrite);
    }

    private static void WriteLine(Stream output, byte[] line)
    {
        output.Write(line);
        output.WriteByte((byte)'\n');
    }
}

using System.IO.Compression;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Writes snapshots: gzipped JSON Lines, the header first and then a line for each status.</summary>
public static class SnapshotWriter
{
    // The tenth byte of a gzip file names the operating system; 255 says that it is not known, so that it is the same on every system.
    private const int SystemByte = 9;
    private const byte UnknownSystem = 255;

    /// <summary>Writes a snapshot. The file appears under its name when it is complete.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="snapshot">The statuses.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="cancellationToken">Stops the writing; the file then stays as it was.</param>
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

using System.IO.Compression;
using System.Text.Json;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A snapshot in a file. Every read validates it: the header, each line, the order and the number of statuses.</summary>
public sealed class SnapshotFile : ISnapshotSource
{
    private readonly string _path;

    private SnapshotFile(string path, SnapshotHeader header)
    {
        _path = path;
        Header = header;
    }

    /// <inheritdoc/>
    public SnapshotHeader Header { get; }

    /// <summary>Opens a snapshot and reads its header.</summary>
    /// <param name="path">The file, gzipped or already unpacked.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="SnapshotException">The file does not exist, or is not a snapshot.</exception>
    public static SnapshotFile Open(string path)
    {
        using LineReader lines = OpenLines(path);
        ReadOnlyMemory<byte> line = Next(path, lines)
            ?? throw Invalid(path, 1, "the file is empty", "Export-DeviceStatusSnapshot writes snapshots");
        return new SnapshotFile(path, Parse(path, 1, line, SnapshotJson.ReadHeader));
    }

    /// <inheritdoc/>
    public IEnumerable<SnapshotStatus> Read(CancellationToken cancellationToken)
    {
        using LineReader lines = OpenLines(_path);
        Next(_path, lines);
        string last = string.Empty;
        int number = 1;
        while (Next(_path, lines) is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SnapshotStatus status = Parse(_path, ++number, line, SnapshotJson.ReadStatus);
            string key = status.SortKey;
            if (string.CompareOrdinal(last, key) >= 0)
            {
                throw Invalid(
                    _path, number, "the status is not in the order of snapshots",
                    "statuses are in the order of tenant, noun, policy and id, each of them once");
            }

            last = key;
            yield return status;
        }

        if (number - 1 != Header.Statuses)
        {
            throw Invalid(
                _path,
                number,
                FormattableString.Invariant($"the file ends after {number - 1} statuses, and its header counts {Header.Statuses}"),
                "copy the file again from its source, or write the snapshot again");
        }
    }

    private static LineReader OpenLines(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
            bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return new LineReader(zipped ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new SnapshotException($"The snapshot '{path}' cannot be opened: {exception.Message}", exception);
        }
    }

    private static ReadOnlyMemory<byte>? Next(string path, LineReader lines)
    {
        try
        {
            return lines.Read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw Invalid(
                path, lines.Number + 1, exception.Message.TrimEnd('.'),
                "copy the file again from its source, or write the snapshot again", exception);
        }
    }

    private static T Parse<T>(string path, int number, ReadOnlyMemory<byte> line, Func<ReadOnlyMemory<byte>, T> parse)
    {
        try
        {
            return parse(line);
        }
        catch (JsonException exception)
        {
            throw Invalid(path, number, "it is not JSON", "Export-DeviceStatusSnapshot writes snapshots: gzipped lines of JSON", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            throw Invalid(
                path, number, exception.Message.TrimEnd('.'), "Export-DeviceStatusSnapshot writes snapshots that this version reads",
                exception);
        }
    }

    private static SnapshotException Invalid(string path, int line, string what, string right, Exception? cause = null) =>
        new(
            FormattableString.Invariant(
                $"The snapshot '{path}' cannot be read at line {line}: {what}. {char.ToUpperInvariant(right[0])}{right[1..]}."),
            cause);
}

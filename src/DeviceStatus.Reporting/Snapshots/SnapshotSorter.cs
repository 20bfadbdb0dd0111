using System.Text;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>
/// Sorts any number of statuses in bounded memory: an external merge sort with files that only this user can read. Of several statuses with
/// one key the one that was reported last is kept.
/// </summary>
internal sealed class SnapshotSorter : IDisposable
{
    private const int DefaultChunkBytes = 16 * 1024 * 1024;

    private readonly Func<SnapshotStatus, string> _keyOf;
    private readonly int _chunkBytes;
    private readonly List<string> _chunks = [];
    private List<SnapshotLine> _lines = [];
    private DirectoryInfo? _folder;
    private long _bytes;
    private bool _sorted;

    /// <summary>Creates an empty sorter for the order of snapshots.</summary>
    /// <param name="chunkBytes">The approximate memory limit.</param>
    internal SnapshotSorter(int chunkBytes = DefaultChunkBytes)
        : this(static status => status.SortKey, chunkBytes)
    {
    }

    /// <summary>Creates an empty sorter for another order.</summary>
    /// <param name="keyOf">The sort key of a status.</param>
    /// <param name="chunkBytes">The approximate memory limit.</param>
    internal SnapshotSorter(Func<SnapshotStatus, string> keyOf, int chunkBytes = DefaultChunkBytes)
    {
        _keyOf = keyOf;
        _chunkBytes = chunkBytes;
    }

    /// <summary>The number of statuses that were added.</summary>
    internal int Added { get; private set; }

    internal void Add(SnapshotStatus status)
    {
        SnapshotLine line = new(_keyOf(status), SnapshotJson.Write(status));
        _lines.Add(line);
        _sorted = false;
        Added++;

        // A string has two bytes for each character; the rest is the overhead of the objects.
        _bytes += line.Bytes.Length + (2L * line.Key.Length) + 80;
        if (_bytes >= _chunkBytes)
        {
            Spill();
        }
    }

    /// <summary>Reads the lines in order, one for each key. Can be called more than once.</summary>
    internal IEnumerable<SnapshotLine> Read()
    {
        if (!_sorted)
        {
            _lines.Sort(SnapshotLine.Order);
            _sorted = true;
        }

        return WithoutDuplicates(_chunks.Count == 0 ? _lines : Merge());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines = [];
        _folder?.Delete(recursive: true);
        _folder = null;
    }

    private static IEnumerable<SnapshotLine> WithoutDuplicates(IEnumerable<SnapshotLine> lines)
    {
        SnapshotLine? last = null;
        foreach (SnapshotLine line in lines)
        {
            if (last is { } before)
            {
                if (before.Key == line.Key)
                {
                    last = ReportedOn(line) >= ReportedOn(before) ? line : before;
                    continue;
                }

                yield return before;
            }

            last = line;
        }

        if (last is { } end)
        {
            yield return end;
        }
    }

    private static DateTimeOffset ReportedOn(SnapshotLine line) =>
        SnapshotJson.ReadStatus(line.Bytes)["lastReportedDateTime"] as DateTimeOffset? ?? DateTimeOffset.MinValue;

    private static IEnumerable<SnapshotLine> ReadChunk(string path)
    {
        using BinaryReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024), Encoding.UTF8);
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            string key = reader.ReadString();
            yield return new SnapshotLine(key, reader.ReadBytes(reader.ReadInt32()));
        }
    }

    private IEnumerable<SnapshotLine> Merge()
    {
        List<IEnumerator<SnapshotLine>> sources = [];
        try
        {
            PriorityQueue<IEnumerator<SnapshotLine>, SnapshotLine> next = new(SnapshotLine.Order);
            foreach (IEnumerable<SnapshotLine> part in _chunks.Select(ReadChunk).Append(_lines))
            {
                IEnumerator<SnapshotLine> source = part.GetEnumerator();
                sources.Add(source);
                Enqueue(source);
            }

            while (next.TryDequeue(out IEnumerator<SnapshotLine>? source, out SnapshotLine line))
            {
                yield return line;
                Enqueue(source);
            }

            void Enqueue(IEnumerator<SnapshotLine> source)
            {
                if (source.MoveNext())
                {
                    next.Enqueue(source, source.Current);
                }
            }
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private void Spill()
    {
        _lines.Sort(SnapshotLine.Order);

        // Only this user can read the folder on Unix; on Windows it is in the profile of the user.
        _folder ??= Directory.CreateTempSubdirectory("DeviceStatus-");
        string path = Path.Combine(_folder.FullName, FormattableString.Invariant($"{_chunks.Count}.chunk"));
        using (BinaryWriter writer = new(
            new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024), Encoding.UTF8))
        {
            writer.Write(_lines.Count);
            foreach (SnapshotLine line in _lines)
            {
                writer.Write(line.Key);
                writer.Write(line.Bytes.Length);
                writer.Write(line.Bytes);
            }
        }

        _chunks.Add(path);
        _lines = [];
        _bytes = 0;
    }
}

using System.Text;
using System.Threading.Channels;

namespace DeviceStatus.Graph;

/// <summary>
/// An append-only file of lines that one process owns. Writes of many callers are gathered into one write and one flush to the disk;
/// a caller's task ends when its lines are there.
/// </summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    private JournalFile(FileStream stream)
    {
        _stream = stream;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens for this process alone; the caller reads what is there, then appends.</summary>
    internal static FileStream OpenExclusive(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,

            // On Unix only FileShare.None takes the lock that keeps a second run out; on Windows readers may look on.
            Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,

            // A buffer that a full disk does not take would be written again on closing, and fail again.
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    internal static JournalFile Append(FileStream stream)
    {
        stream.Seek(0, SeekOrigin.End);
        return new JournalFile(stream);
    }

    /// <summary>Appends whole lines.</summary>
    /// <param name="lines">The lines, each ended by a newline.</param>
    /// <param name="toDisk">Whether they must survive a power cut before the task ends, not only the end of the process.</param>
    internal Task AppendAsync(StringBuilder lines, bool toDisk)
    {
        Entry entry = new(Encoding.UTF8.GetBytes(lines.ToString()), toDisk);
        return _entries.Writer.TryWrite(entry)
            ? entry.Written.Task
            : Task.FromException(new IOException("the journal is closed after an earlier failure"));
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        List<Entry> group = [];
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (_entries.Reader.TryRead(out Entry? entry))
            {
                group.Add(entry);
            }

            long before = _stream.Position;
            try
            {
                foreach (Entry entry in group)
                {
                    await _stream.WriteAsync(entry.Bytes).ConfigureAwait(false);
                }

                if (group.Exists(entry => entry.ToDisk))
                {
                    _stream.Flush(flushToDisk: true);
                }
                else
                {
                    await _stream.FlushAsync().ConfigureAwait(false);
                }

                group.ForEach(entry => entry.Written.TrySetResult());
            }
            catch (IOException exception)
            {
                _entries.Writer.TryComplete();
                CutBackTo(before);
                group.ForEach(entry => entry.Written.TrySetException(exception));
            }
        }
    }

    /// <summary>A full disk may have taken half a line; the next run must not stumble over it.</summary>
    private void CutBackTo(long length)
    {
        try
        {
            _stream.SetLength(length);
        }
        catch (IOException)
        {
            // The reader of the next run drops a torn last line as well.
        }
    }

    private sealed record Entry(byte[] Bytes, bool ToDisk)
    {
        internal TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

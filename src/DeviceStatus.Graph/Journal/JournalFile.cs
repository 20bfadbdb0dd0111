using System.Threading.Channels;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Graph.Journal;

/// <summary>
/// An append-only file of lines that one process owns. The lines of concurrent callers are written and flushed together; a caller's task
/// completes when its lines are written. After the first failure nothing more is written, because a line after a partial line would make
/// the file unreadable.
/// </summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private readonly Stream _stream;

    // Each caller waits for its entry, so there are never more entries than callers.
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private IOException? _failure;

    private JournalFile(Stream stream)
    {
        _stream = stream;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens the file exclusively. The caller reads the content, then appends.</summary>
    internal static FileStream OpenExclusive(string path)
    {
        FileStreamOptions options = PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite);
        options.Options = FileOptions.Asynchronous;

        // On Unix only FileShare.None takes the lock that excludes a second run; on Windows readers are allowed.
        options.Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

        // Writes are grouped here. A second buffer would keep data that a full disk refused, and write it on close.
        options.BufferSize = 0;

        bool isNew = !File.Exists(path);
        FileStream stream = new(path, options);
        if (!stream.CanSeek)
        {
            stream.Dispose();
            throw new IOException("It is a pipe or a device; a journal is a regular file.");
        }

        if (isNew)
        {
            // Otherwise a power failure could remove the file from its folder, although its lines are on disk.
            FolderEntries.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        return stream;
    }

    internal static JournalFile Append(Stream stream)
    {
        stream.Seek(0, SeekOrigin.End);
        return new JournalFile(stream);
    }

    /// <summary>Appends whole lines.</summary>
    /// <param name="lines">The lines, each ended by a newline. The caller does not change them before they are copied.</param>
    /// <param name="toDisk">Whether the lines are flushed to disk, so that they survive a power failure and not only the end of the
    /// process.</param>
    /// <param name="onCopied">Called once the memory of the lines is no longer needed.</param>
    /// <exception cref="IOException">The lines, or earlier ones, could not be written.</exception>
    internal Task AppendAsync(ReadOnlyMemory<byte> lines, bool toDisk, Action? onCopied = null)
    {
        Entry entry = new(lines, toDisk, onCopied);
        return _entries.Writer.TryWrite(entry)
            ? entry.Written.Task
            : Task.FromException(_failure ?? new IOException("the journal is closed"));
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
        using MemoryStream bytes = new();
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            bytes.SetLength(0);
            while (_entries.Reader.TryRead(out Entry? entry))
            {
                group.Add(entry);
                bytes.Write(entry.Bytes.Span);
                entry.OnCopied?.Invoke();
            }

            if (_failure is null)
            {
                await WriteAsync(bytes, group.Exists(entry => entry.ToDisk)).ConfigureAwait(false);
            }

            foreach (Entry entry in group)
            {
                entry.End(_failure);
            }
        }
    }

    private async Task WriteAsync(MemoryStream bytes, bool toDisk)
    {
        long before = _stream.Position;
        try
        {
            await _stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)).ConfigureAwait(false);
            if (toDisk && _stream is FileStream file)
            {
                file.Flush(flushToDisk: true);
            }
            else
            {
                await _stream.FlushAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The callers wait for the result; an exception that ended this loop would leave them waiting.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception as IOException ?? new IOException(exception.Message, exception);
            _entries.Writer.TryComplete();
            CutBackTo(before);
        }
    }

    /// <summary>Removes a partial line that was written to a full disk.</summary>
    private void CutBackTo(long length)
    {
        try
        {
            _stream.SetLength(length);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            // The reader of the next run ignores an incomplete last line as well.
        }
    }

    private sealed record Entry(ReadOnlyMemory<byte> Bytes, bool ToDisk, Action? OnCopied)
    {
        internal TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void End(IOException? failure)
        {
            if (failure is null)
            {
                Written.TrySetResult();
            }
            else
            {
                Written.TrySetException(failure);
            }
        }
    }
}

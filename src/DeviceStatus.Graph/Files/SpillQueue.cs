using System.Diagnostics.CodeAnalysis;

namespace DeviceStatus.Graph.Files;

/// <summary>
/// A first-in, first-out queue that keeps a bounded number of items in memory and the others in a temporary file. Used by one thread.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// The file disappears however the process ends: on Unix its name is deleted when it is open, on Windows it is deleted with its handle.
/// </remarks>
internal sealed class SpillQueue<T> : IDisposable
    where T : class
{
    /// <summary>The size of a block, in bytes. A block is written and read at once.</summary>
    private const int BlockSize = 64 * 1024;

    private readonly int _memoryLimit;
    private readonly ISpillCodec<T> _codec;
    private readonly Func<Stream> _openFile;
    private readonly Queue<T> _head = new();
    private readonly Queue<Block> _blocks = new();
    private MemoryStream? _tail;
    private BinaryWriter? _writer;
    private int _tailCount;
    private long _written;
    private Stream? _file;

    /// <summary>Creates an empty queue. The file is created when the first block is full.</summary>
    /// <param name="memoryLimit">The number of items to keep in memory.</param>
    /// <param name="codec">Writes and reads the items.</param>
    /// <param name="openFile">Creates the file; <see langword="null"/> for one in the temporary folder.</param>
    internal SpillQueue(int memoryLimit, ISpillCodec<T> codec, Func<Stream>? openFile = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryLimit, 1);
        _memoryLimit = memoryLimit;
        _codec = codec;
        _openFile = openFile ?? OpenTemporaryFile;
    }

    /// <summary>The number of items in the queue.</summary>
    internal long Count { get; private set; }

    /// <summary>The number of items that are not in memory as objects.</summary>
    internal long Spilled => Count - _head.Count;

    /// <summary>Why the file can no longer be written; <see langword="null"/> as long as it can be.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Adds an item.</summary>
    /// <returns><see langword="false"/> when the memory limit is reached and the file cannot be written; an item must then be dequeued
    /// first.</returns>
    internal bool TryEnqueue(T item)
    {
        if (Spilled == 0 && _head.Count < _memoryLimit)
        {
            _head.Enqueue(item);
        }
        else if (!TrySpill(item))
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <summary>Gets the next item without removing it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal bool TryPeek([NotNullWhen(true)] out T? item)
    {
        if (_head.Count == 0 && Count > 0)
        {
            ReadBlock();
        }

        return _head.TryPeek(out item);
    }

    /// <summary>Removes the next item.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal bool TryDequeue([NotNullWhen(true)] out T? item)
    {
        if (!TryPeek(out item))
        {
            return false;
        }

        _head.Dequeue();
        Count--;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
        _file = null;
    }

    private bool TrySpill(T item)
    {
        if (Failure is not null || (_tail?.Length >= BlockSize && !TryWriteTail()))
        {
            return false;
        }

        _writer ??= new BinaryWriter(_tail = new MemoryStream(BlockSize + 4096));
        _codec.Write(_writer, item);
        _tailCount++;
        return true;
    }

    private bool TryWriteTail()
    {
        try
        {
            _file ??= _openFile();
            _file.Position = _written;
            _file.Write(_tail!.GetBuffer(), 0, (int)_tail.Length);
            _file.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The block stays in memory and is read from there. The part that a full disk accepted is after the end of the last block.
            Failure = exception;
            return false;
        }

        _blocks.Enqueue(new Block(_written, (int)_tail.Length, _tailCount));
        _written += _tail.Length;
        ClearTail();
        return true;
    }

    private void ReadBlock()
    {
        if (!_blocks.TryPeek(out Block? block))
        {
            _tail!.Position = 0;
            Read(_tail, _tailCount);
            ClearTail();
            return;
        }

        byte[] bytes = new byte[block.Length];
        _file!.Position = block.Offset;
        _file.ReadExactly(bytes);
        using MemoryStream stream = new(bytes);
        Read(stream, block.Count);
        _blocks.Dequeue();
        if (_blocks.Count == 0)
        {
            // Everything in the file was read, so its space is used again.
            _written = 0;
            _file.SetLength(0);
        }
    }

    private void Read(Stream stream, int count)
    {
        using BinaryReader reader = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        for (int i = 0; i < count; i++)
        {
            _head.Enqueue(_codec.Read(reader));
        }
    }

    private void ClearTail()
    {
        _tail!.SetLength(0);
        _tailCount = 0;
    }

    private static FileStream OpenTemporaryFile()
    {
        string path = Path.Combine(Path.GetTempPath(), "DeviceStatus-" + Path.GetRandomFileName());
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.ReadWrite);
        options.BufferSize = 0;
        options.Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    private sealed record Block(long Offset, int Length, int Count);
}

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Reads lines of bytes of bounded length.</summary>
/// <param name="stream">The stream; closed with the reader.</param>
internal sealed class LineReader(Stream stream) : IDisposable
{
    internal const int MaxLength = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of lines that were read.</summary>
    internal int Number { get; private set; }

    /// <summary>The next line without its end; valid until the next call. <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The line is too long, or the stream is damaged.</exception>
    internal ReadOnlyMemory<byte>? Read()
    {
        int searched = 0;
        while (true)
        {
            int end = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Take(searched + end, 1);
            }

            searched = _end - _start;
            if (_ended)
            {
                // A conditional expression would turn null into an empty line, because an array converts to memory.
                if (searched == 0)
                {
                    return null;
                }

                return Take(searched, 0);
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private ReadOnlyMemory<byte> Take(int length, int ending)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + ending;
        Number++;
        return line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLength)
            {
                throw new InvalidDataException($"the line is longer than {MaxLength} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}

using System.Buffers;

namespace DeviceStatus.Graph.Http;

/// <summary>The bytes of a response as they come in. Disposing of it gives back the buffer and the memory that was set aside.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private const int PieceBytes = 64 * 1024;
    private readonly long _maxBytes;
    private readonly ResponseBudget.Share _share;
    private byte[] _buffer = [];
    private int _length;

    internal ResponseBody(long maxBytes, ResponseBudget budget, ResponseOwner owner = default)
    {
        _maxBytes = maxBytes;
        _share = budget.Open(maxBytes, owner);
    }

    /// <summary>What has come so far.</summary>
    internal Memory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">Its length, where it is known.</param>
    /// <param name="pause">Called before and after a wait for memory, during which no time of the request passes.</param>
    /// <param name="cancellationToken">Ends the reading at once.</param>
    /// <exception cref="ResponseTooLargeException">There are more bytes than a response may have.</exception>
    internal async Task ReadAsync(Stream stream, long? expected, Action<bool> pause, CancellationToken cancellationToken)
    {
        // One byte more than expected: the end is then seen without a larger buffer.
        await GrowAsync(expected + 1 ?? FirstBytes, pause, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (_length == _buffer.Length)
            {
                await GrowAsync(Math.Max(FirstBytes, _buffer.Length * 2L), pause, cancellationToken).ConfigureAwait(false);
            }

            int read = _buffer.Length <= ResponseBudget.FreeBytes
                ? await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false)
                : await ReadByPiecesAsync(stream, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                _share.End(_buffer.Length);
                return;
            }

            _length += read;
            if (_length > _maxBytes)
            {
                throw new ResponseTooLargeException(_maxBytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        Return(buffer);
        _share.Dispose();
    }

    /// <summary>A connection holds on to the last buffer that it read into, so a large one is filled by way of a small one.</summary>
    private async ValueTask<int> ReadByPiecesAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read = await stream.ReadAsync(
                piece.AsMemory(0, Math.Min(piece.Length, _buffer.Length - _length)),
                cancellationToken).ConfigureAwait(false);
            piece.AsSpan(0, read).CopyTo(_buffer.AsSpan(_length));
            return read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async Task GrowAsync(long bytes, Action<bool> pause, CancellationToken cancellationToken)
    {
        int size = (int)Math.Min(bytes, Math.Min(_maxBytes, Array.MaxLength - 1) + 1);
        Task granted = _share.GrowAsync(size, cancellationToken);
        if (!granted.IsCompletedSuccessfully)
        {
            pause(true);
            try
            {
                await granted.ConfigureAwait(false);
            }
            finally
            {
                pause(false);
            }
        }

        // A pool would keep large buffers long after they were needed.
        byte[] larger = size <= ResponseBudget.FreeBytes
            ? ArrayPool<byte>.Shared.Rent(Math.Max(size, 256))
            : GC.AllocateUninitializedArray<byte>(size);
        Bytes.CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= ResponseBudget.FreeBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

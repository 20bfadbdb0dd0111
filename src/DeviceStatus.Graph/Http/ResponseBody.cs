using System.Buffers;

namespace DeviceStatus.Graph.Http;

/// <summary>The received bytes of a response. Dispose it to release the buffer and the reserved memory.</summary>
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

    /// <summary>The bytes so far.</summary>
    internal Memory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">Its length, if it is known.</param>
    /// <param name="timeout">The time limit of the request, which is paused during a wait for memory.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResponseTooLargeException">The response is longer than the limit.</exception>
    internal async Task ReadAsync(Stream stream, long? expected, RequestTimeout timeout, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the end is found without a larger buffer.
        await GrowAsync(expected + 1 ?? FirstBytes, timeout, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (_length == _buffer.Length)
            {
                await GrowAsync(Math.Max(FirstBytes, _buffer.Length * 2L), timeout, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads by way of a small buffer, because a connection keeps a reference to its last buffer.</summary>
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

    private async Task GrowAsync(long bytes, RequestTimeout timeout, CancellationToken cancellationToken)
    {
        int size = (int)Math.Min(bytes, Math.Min(_maxBytes, Array.MaxLength - 1) + 1);
        Task granted = _share.GrowAsync(size, cancellationToken);
        if (!granted.IsCompletedSuccessfully)
        {
            timeout.Pause();
            try
            {
                await granted.ConfigureAwait(false);
            }
            finally
            {
                timeout.Restart();
            }
        }

        byte[] larger = size <= ResponseBudget.FreeBytes
            ? ArrayPool<byte>.Shared.Rent(Math.Max(size, 256))
            : LargeBuffers.Shared.Rent(size);
        Bytes.CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > ResponseBudget.FreeBytes)
        {
            LargeBuffers.Shared.Return(buffer);
        }
        else if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

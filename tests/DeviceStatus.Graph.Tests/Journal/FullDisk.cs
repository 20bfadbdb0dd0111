namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>A file in memory that outlives its stream, and a disk that is full after so many bytes.</summary>
internal sealed class FullDisk(byte[] content, long room) : MemoryStream
{
    private bool _isFull;
    private long _room = room;

    internal byte[] Content { get; private set; } = content;

    internal bool KeepsHalfLines { get; init; }

    internal FullDisk Ready()
    {
        base.Write(Content);
        Position = 0;
        return this;
    }

    /// <summary>Somebody made room.</summary>
    internal void MakeRoom() => (_room, _isFull) = (long.MaxValue, false);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int fits = (int)Math.Clamp(_room - Position, 0, buffer.Length);
        base.Write(buffer.Span[..fits]);
        Content = ToArray();
        _isFull = fits < buffer.Length;
        return fits == buffer.Length ? ValueTask.CompletedTask : throw new IOException("No space left on device");
    }

    public override void SetLength(long value)
    {
        if (_isFull && KeepsHalfLines)
        {
            throw new IOException("No space left on device");
        }

        base.SetLength(value);
        Content = ToArray();
    }
}

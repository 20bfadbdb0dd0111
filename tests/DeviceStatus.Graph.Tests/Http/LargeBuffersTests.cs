using DeviceStatus.Graph.Http;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class LargeBuffersTests
{
    private const int Size = 2 * 1024 * 1024;
    private readonly LargeBuffers _buffers = new();

    [Fact]
    public void Rent_after_a_return_gives_the_same_buffer_once()
    {
        byte[] first = _buffers.Rent(Size);
        _buffers.Return(first);

        Assert.Same(first, _buffers.Rent(Size - 1));
        Assert.NotSame(first, _buffers.Rent(Size));
    }

    [Theory]
    [InlineData(Size + 1)]
    [InlineData(Size / 3)]
    public void Rent_of_another_size_gives_another_buffer(int size)
    {
        byte[] first = _buffers.Rent(Size);
        _buffers.Return(first);
        byte[] other = _buffers.Rent(size);

        Assert.NotSame(first, other);
        Assert.True(other.Length >= size);
        GC.KeepAlive(first);
    }

    [Fact]
    public void Return_does_not_keep_a_buffer_from_the_garbage_collector()
    {
        WeakReference returned = RentAndReturn();
        GC.Collect();

        Assert.False(returned.IsAlive);
        Assert.Equal(Size, _buffers.Rent(Size).Length);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference RentAndReturn()
    {
        byte[] buffer = _buffers.Rent(Size);
        _buffers.Return(buffer);
        return new WeakReference(buffer);
    }
}

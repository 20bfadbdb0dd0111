namespace DeviceStatus.Graph.Http;

/// <summary>
/// Provides buffers for large responses. A returned buffer is used again unless the garbage collector has freed it. A pool would keep
/// buffers long after they were needed; without reuse, each response would leave its buffer to the garbage collector.
/// </summary>
internal sealed class LargeBuffers
{
    private const int MaxKept = 8;

    /// <summary>A larger buffer than this factor of what is needed is left for others.</summary>
    private const int MaxFactor = 2;

    private readonly object _gate = new();
    private readonly List<WeakReference<byte[]>> _free = [];

    /// <summary>The buffers of this process.</summary>
    internal static LargeBuffers Shared { get; } = new();

    /// <summary>Takes a buffer with unknown content.</summary>
    /// <param name="size">The least size.</param>
    internal byte[] Rent(int size)
    {
        lock (_gate)
        {
            for (int i = _free.Count - 1; i >= 0; i--)
            {
                bool isAlive = _free[i].TryGetTarget(out byte[]? buffer);
                bool fits = isAlive && buffer!.Length >= size && buffer.Length / MaxFactor <= size;
                if (!isAlive || fits)
                {
                    _free.RemoveAt(i);
                }

                if (fits)
                {
                    return buffer!;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>Gives a buffer back that nobody uses any more.</summary>
    internal void Return(byte[] buffer)
    {
        lock (_gate)
        {
            if (_free.Count < MaxKept)
            {
                _free.Add(new WeakReference<byte[]>(buffer));
            }
        }
    }
}

using System.Buffers;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>Provides shared character buffers to Newtonsoft.Json.</summary>
internal sealed class JsonCharPool : IArrayPool<char>
{
    internal static JsonCharPool Shared { get; } = new();

    /// <inheritdoc/>
    public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    /// <inheritdoc/>
    public void Return(char[]? array)
    {
        if (array is not null)
        {
            ArrayPool<char>.Shared.Return(array);
        }
    }
}

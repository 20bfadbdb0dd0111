using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>
/// A part of a read on its way to the pipeline. Its objects are converted by two threads: the pipeline thread begins at the front, a helper
/// at the end.
/// </summary>
internal sealed class TakenPart
{
    private readonly Func<Connection, ReadPart, StatusEntity, object?>? _convert;
    private readonly Connection _connection;
    private readonly object?[] _converted;
    private int _taken;
    private int _firstConverted;

    internal TakenPart(Connection connection, ReadPart part, Func<Connection, ReadPart, StatusEntity, object?>? convert)
    {
        _connection = connection;
        _convert = convert;
        Part = part;
        _converted = convert is null || part.Items.Count == 0 ? [] : new object?[part.Items.Count];
        _firstConverted = _converted.Length;
    }

    internal ReadPart Part { get; }

    /// <summary>Converts objects from the end on until it meets the pipeline thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void ConvertAhead()
    {
        for (int i = _converted.Length - 1; i >= Volatile.Read(ref _taken); i--)
        {
            _converted[i] = _convert!(_connection, Part, Part.Items[i]);
            Volatile.Write(ref _firstConverted, i);
        }
    }

    /// <summary>What is output for an object; the objects are asked for in order, on the pipeline thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal object? OutputOf(int index)
    {
        Volatile.Write(ref _taken, index + 1);
        return index >= Volatile.Read(ref _firstConverted) ? _converted[index] : _convert!(_connection, Part, Part.Items[index]);
    }
}

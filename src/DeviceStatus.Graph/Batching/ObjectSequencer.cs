using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Allows one write of an object at a time, in input order, so that the later of two rows takes effect last and both never share a batch.
/// </summary>
internal sealed class ObjectSequencer
{
    private readonly object _gate = new();

    /// <summary>The objects with a row in progress, and the rows that wait for it.</summary>
    private readonly Dictionary<string, Queue<RowState>?> _objects = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Admits a row, or queues it after the earlier row of the same object.</summary>
    /// <returns>Whether the row may be sent now.</returns>
    internal bool TryEnter(RowState row)
    {
        if (KeyOf(row.Request) is not { } key)
        {
            return true;
        }

        lock (_gate)
        {
            if (_objects.TryAdd(key, null))
            {
                return true;
            }

            (_objects[key] ??= new Queue<RowState>()).Enqueue(row);
            return false;
        }
    }

    /// <summary>Reports that a row has ended.</summary>
    /// <returns>The row that waited for it and may be sent now, or null.</returns>
    internal RowState? Leave(RowState row)
    {
        if (KeyOf(row.Request) is not { } key)
        {
            return null;
        }

        lock (_gate)
        {
            if (_objects.TryGetValue(key, out Queue<RowState>? waiting) && waiting is not null && waiting.TryDequeue(out RowState? next))
            {
                return next;
            }

            _objects.Remove(key);
            return null;
        }
    }

    private static string? KeyOf(GraphRequest request) => request.IsWrite ? request.ObjectPath : null;
}

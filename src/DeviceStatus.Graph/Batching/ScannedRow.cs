using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>A row in doubt, with the objects of its collection that have its values.</summary>
internal sealed class ScannedRow(RowState state)
{
    /// <summary>The objects that are kept; further ones are only counted.</summary>
    private const int MaxKept = 100;

    internal RowState State => state;

    /// <summary>How many objects have the values of the row.</summary>
    internal int Count { get; private set; }

    /// <summary>The first of them.</summary>
    internal List<StatusEntity> Kept { get; } = [];

    internal void TakeIfEqual(StatusEntity entity)
    {
        if (!state.Request.IsEqualTo(entity))
        {
            return;
        }

        Count++;
        if (Kept.Count < MaxKept)
        {
            Kept.Add(entity);
        }
    }
}

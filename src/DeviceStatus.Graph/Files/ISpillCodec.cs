namespace DeviceStatus.Graph.Files;

/// <summary>Writes and reads the items of a <see cref="SpillQueue{T}"/>.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal interface ISpillCodec<T>
{
    /// <summary>Writes an item.</summary>
    void Write(BinaryWriter writer, T item);

    /// <summary>Reads the next item, in the order in which they were written.</summary>
    T Read(BinaryReader reader);
}

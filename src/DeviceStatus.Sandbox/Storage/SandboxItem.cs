namespace DeviceStatus.Sandbox.Storage;

/// <summary>One stored object. It is immutable: an update replaces it, so that a reader needs no lock.</summary>
/// <param name="sequence">Its number in the order of creation, unique within the sandbox.</param>
/// <param name="values">One value for each property of the resource, in that
/// order: text, dates as they were sent, <see cref="int"/>, or null.</param>
internal sealed class SandboxItem(long sequence, object?[] values)
{
    internal long Sequence { get; } = sequence;

    internal object?[] Values { get; } = values;

    // The key is the first property of every resource.
    internal string Id => (string)Values[0]!;

    internal SandboxItem With(IReadOnlyList<KeyValuePair<int, object?>> changes)
    {
        object?[] values = (object?[])Values.Clone();
        foreach ((int index, object? value) in changes)
        {
            values[index] = value;
        }

        return new SandboxItem(Sequence, values);
    }
}

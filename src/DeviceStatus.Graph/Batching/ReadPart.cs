using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>A part of the result of one read: a page of a list, or the object that was requested.</summary>
/// <param name="Row">The read.</param>
/// <param name="Items">The objects; may be empty.</param>
/// <param name="Result">The outcome of the read in its last part, else <see langword="null"/>.</param>
public sealed record ReadPart(WorkItem Row, IReadOnlyList<StatusEntity> Items, RowResult? Result)
{
    /// <summary>Whether the read has ended.</summary>
    public bool IsLast => Result is not null;

    /// <summary>Why the read failed, in its last part.</summary>
    public GraphFailure? Failure => Result?.Failure;
}

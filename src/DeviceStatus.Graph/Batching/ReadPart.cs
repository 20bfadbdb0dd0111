using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>A piece of the answer to one read: a page of a list, or the object asked for.</summary>
/// <param name="Row">The read. When <paramref name="IsLast"/> is set it has its outcome, and its failure where there is one.</param>
/// <param name="Items">The objects; may be none.</param>
/// <param name="IsLast">Whether the read has ended.</param>
public sealed record ReadPart(WorkItem Row, IReadOnlyList<StatusEntity> Items, bool IsLast);

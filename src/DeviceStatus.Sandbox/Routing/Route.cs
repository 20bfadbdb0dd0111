using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Routing;

/// <summary>Where a path leads.</summary>
/// <param name="Table">The resource.</param>
/// <param name="ParentId">The parent's id, unescaped, or <see langword="null"/> where there is no parent.</param>
/// <param name="ItemId">The object's id, unescaped; <see langword="null"/> addresses the collection or a singleton.</param>
/// <param name="IsCount">Whether the path ends in <c>/$count</c>: the number of objects is asked for, not the objects.</param>
internal readonly record struct Route(ResourceTable Table, string? ParentId, string? ItemId, bool IsCount = false);

using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Routing;

/// <summary>The resource and the object that a path addresses.</summary>
/// <param name="Table">The resource.</param>
/// <param name="ParentId">The parent's id, unescaped, or <see langword="null"/> if there is no parent.</param>
/// <param name="ItemId">The object's id, unescaped; <see langword="null"/> addresses the collection or a singleton.</param>
/// <param name="IsCount">Whether the path ends in <c>/$count</c> and requests the number of objects.</param>
internal readonly record struct Route(ResourceTable Table, string? ParentId, string? ItemId, bool IsCount = false);

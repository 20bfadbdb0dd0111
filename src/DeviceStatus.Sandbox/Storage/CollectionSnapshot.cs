namespace DeviceStatus.Sandbox.Storage;

/// <summary>One collection at one point in time.</summary>
/// <param name="Table">The resource.</param>
/// <param name="ParentId">The parent's id, or <see langword="null"/>.</param>
/// <param name="Items">The objects in the order of their creation.</param>
internal sealed record CollectionSnapshot(ResourceTable Table, string? ParentId, SandboxItem[] Items);

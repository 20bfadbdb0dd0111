namespace DeviceStatus.Sandbox.Storage;

/// <summary>All stored data at one point in time.</summary>
/// <param name="Change">The number of the last change in it.</param>
/// <param name="NextSequence">The number of the next object.</param>
/// <param name="Collections">The collections.</param>
internal sealed record StoreSnapshot(long Change, long NextSequence, IReadOnlyList<CollectionSnapshot> Collections);

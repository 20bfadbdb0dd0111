namespace DeviceStatus.Sandbox;

/// <summary>A call that is about to be worked on, as a fault hook sees it.</summary>
/// <param name="Kind">Whether it is a request, a batch or an item of one.</param>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Url">Path and query as sent; of an item, relative to the version.</param>
/// <param name="ItemId">The item's id within the batch, else <see langword="null"/>.</param>
public readonly record struct SandboxCall(SandboxCallKind Kind, string Method, string Url, string? ItemId);

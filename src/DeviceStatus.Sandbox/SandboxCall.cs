namespace DeviceStatus.Sandbox;

/// <summary>A call before it is processed, as passed to <see cref="SandboxOptions.Faults"/>.</summary>
/// <param name="Kind">Whether it is a request, a batch or an item of a batch.</param>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Url">The path and query as sent. For a batch item, relative to the version.</param>
/// <param name="ItemId">The id of the batch item, otherwise <see langword="null"/>.</param>
public readonly record struct SandboxCall(SandboxCallKind Kind, string Method, string Url, string? ItemId);

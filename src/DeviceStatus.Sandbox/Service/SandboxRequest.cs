namespace DeviceStatus.Sandbox.Service;

/// <summary>An HTTP request, independent of the transport.</summary>
internal sealed class SandboxRequest
{
    internal required string Method { get; init; }

    /// <summary>Scheme and authority.</summary>
    internal required string Root { get; init; }

    /// <summary>Path and query, escaped.</summary>
    internal required string Target { get; init; }

    internal string? ContentType { get; init; }

    internal string? Authorization { get; init; }

    internal string? ClientRequestId { get; init; }

    internal ReadOnlyMemory<byte> Body { get; init; }
}

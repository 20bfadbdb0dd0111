namespace DeviceStatus.Sandbox;

/// <summary>An HTTP request, whatever carried it.</summary>
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

/// <summary>An HTTP answer, or a connection that is to be lost instead.</summary>
internal sealed class SandboxResponse
{
    internal const string JsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    internal required int Status { get; init; }

    internal required string RequestId { get; init; }

    internal required string ClientRequestId { get; init; }

    /// <summary>Headers beside the ids, the date and the content type.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The JSON; empty is no body.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the caller shall see a broken connection and nothing of this.</summary>
    internal bool IsLost { get; init; }
}

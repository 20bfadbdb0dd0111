namespace DeviceStatus.Sandbox.Service;

/// <summary>An HTTP response, or a connection that is closed without a response.</summary>
internal sealed class SandboxResponse
{
    internal const string JsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    internal const string TextType = "text/plain";

    internal const string StreamType = "application/octet-stream";

    internal required int Status { get; init; }

    internal string ContentType { get; init; } = JsonType;

    internal required string RequestId { get; init; }

    internal required string ClientRequestId { get; init; }

    /// <summary>The headers other than the ids, the date and the content type.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The JSON or text. Empty means no body.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the caller gets a closed connection instead of this response.</summary>
    internal bool IsLost { get; init; }
}

namespace DeviceStatus.Sandbox.Service;

/// <summary>An HTTP answer, or a connection that is to be lost instead.</summary>
internal sealed class SandboxResponse
{
    internal const string JsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    internal const string TextType = "text/plain";

    internal const string StreamType = "application/octet-stream";

    internal required int Status { get; init; }

    internal string ContentType { get; init; } = JsonType;

    internal required string RequestId { get; init; }

    internal required string ClientRequestId { get; init; }

    /// <summary>Headers beside the ids, the date and the content type.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The JSON, or the text; empty is no body.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the caller shall see a broken connection and nothing of this.</summary>
    internal bool IsLost { get; init; }
}

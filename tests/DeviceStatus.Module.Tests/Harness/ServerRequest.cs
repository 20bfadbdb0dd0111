namespace DeviceStatus.Module.Tests.Harness;

/// <summary>An HTTP request as the server received it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Path and query as sent, without decoding.</param>
/// <param name="Headers">The headers; the token is replaced.</param>
/// <param name="Body">The body as text; empty without one.</param>
public sealed record ServerRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Whether the request is a batch.</summary>
    public bool IsBatch => Url.EndsWith("/$batch", StringComparison.Ordinal);
}

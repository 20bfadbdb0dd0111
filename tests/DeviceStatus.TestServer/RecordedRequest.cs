using System.Text;

namespace DeviceStatus.TestServer;

/// <summary>A request as it was received.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Path and query exactly as sent, nothing unescaped.</param>
/// <param name="Headers">The headers; of <c>Authorization</c> only the scheme, the token is removed.</param>
/// <param name="Body">The body; empty without one.</param>
public sealed record RecordedRequest(
    string Method, string Url, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}

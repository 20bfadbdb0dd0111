using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>
/// A JSON reader that fails if a document has too many values. Values of a few bytes each could otherwise exhaust the memory.
/// </summary>
internal sealed class BoundedJsonReader(TextReader reader) : JsonTextReader(reader)
{
    /// <summary>A batch of twenty pages of a thousand objects has some 700,000.</summary>
    internal const int MaxTokens = 2_000_000;

    private int _tokens;

    public override bool Read() => ++_tokens <= MaxTokens ? base.Read() : throw new JsonLimitException(MaxTokens);
}

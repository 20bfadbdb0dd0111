using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.TestServer;

/// <summary>One rule of a script, sent to <c>POST /__script</c>.</summary>
internal sealed class ScriptedAnswer
{
    private readonly Regex _match;
    private int _left;

    [JsonConstructor]
    internal ScriptedAnswer(string match, int? times)
    {
        _match = new Regex(match, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        _left = times switch
        {
            null => 1,
            0 => int.MaxValue,
            int given => given,
        };
    }

    [JsonProperty("mode")]
    internal ScriptedMode Mode { get; init; }

    [JsonProperty("status")]
    internal int Status { get; init; } = 200;

    [JsonProperty("headers")]
    internal Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>A text is sent unchanged, other values as JSON.</summary>
    [JsonProperty("body")]
    internal JToken? Body { get; init; }

    internal string Text => Body switch
    {
        null => string.Empty,
        JValue { Value: string text } => text,
        _ => Body.ToString(Formatting.None),
    };

    internal bool Takes(string request) => _left > 0 && _match.IsMatch(request) && _left-- > 0;
}

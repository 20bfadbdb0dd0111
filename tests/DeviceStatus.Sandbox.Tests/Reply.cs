using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests;

/// <summary>An answer, taken apart.</summary>
internal sealed record Reply(int Status, JObject Body, IReadOnlyDictionary<string, string> Headers)
{
    internal string Code => (string)Body["error"]!["code"]!;

    /// <summary>The message; of a nested one, the inner.</summary>
    internal string Message
    {
        get
        {
            string message = (string)Body["error"]!["message"]!;
            return message.StartsWith('{') ? (string)JObject.Parse(message)[nameof(Message)]! : message;
        }
    }
}

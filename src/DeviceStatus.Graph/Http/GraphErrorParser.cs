using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Http;

/// <summary>Reads Graph's error shape, and Intune's: a JSON document inside <c>error.message</c>, sometimes twice.</summary>
internal static class GraphErrorParser
{
    private const int MaxNesting = 4;

    /// <summary>Reads an error body; null when it is not of Graph's shape.</summary>
    internal static GraphErrorBody? Parse(JObject? body)
    {
        if (Field(body, "error") is not JObject error)
        {
            return null;
        }

        string raw = Text(error, "message") ?? string.Empty;
        JObject? inner = Field(error, "innerError") as JObject;
        string message = Unwrap(raw);
        return new GraphErrorBody(
            Text(error, "code"),
            message.Length > 0 ? message : Text(error, "code") ?? "The service gave no reason.",
            raw,
            Text(inner, "request-id"),
            Text(inner, "client-request-id"));
    }

    private static string Unwrap(string message)
    {
        for (int i = 0; i < MaxNesting && message.TrimStart().StartsWith('{'); i++)
        {
            try
            {
                using JsonTextReader reader = GraphJson.Reader(GraphJson.Utf8.GetBytes(message));
                JObject nested = JObject.Load(reader);
                string? next = Text(nested, "Message") ?? Text(nested["error"] as JObject, "message");
                if (string.IsNullOrEmpty(next))
                {
                    break;
                }

                message = next;
            }
            catch (JsonException)
            {
                break;
            }
        }

        return message.Trim();
    }

    private static JToken? Field(JObject? parent, string name) => parent?.GetValue(name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JObject? parent, string name) =>
        Field(parent, name) is JValue { Value: not null } value
            ? System.Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture)
            : null;
}

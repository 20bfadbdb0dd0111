using System.Globalization;
using DeviceStatus.Sandbox.Protocol;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Api;

/// <summary>Reads the body of a <c>$batch</c>. One malformed item makes the whole batch fail.</summary>
internal static class BatchReader
{
    private const int MaxItems = 20;

    /// <summary>Reads a batch.</summary>
    /// <exception cref="ApiException">400; the message names the item.</exception>
    internal static List<BatchItem> Read(JObject batch)
    {
        if (batch["requests"] is not JArray { Count: > 0 } requests)
        {
            throw ApiException.BadRequest("A batch needs the property 'requests' with at least one request.");
        }

        if (requests.Count > MaxItems)
        {
            throw new ApiException(
                400,
                "MaximumValueExceeded",
                string.Create(CultureInfo.InvariantCulture, $"The number of requests in a batch exceeds the maximum of {MaxItems}."));
        }

        Dictionary<string, int> places = new(requests.Count, StringComparer.OrdinalIgnoreCase);
        foreach (JToken request in requests)
        {
            string id = request is JObject item && item["id"] is JValue { Value: string { Length: > 0 } text }
                ? text
                : throw ApiException.BadRequest("Every request of a batch must be an object with an 'id', which is a text.");
            if (!places.TryAdd(id, places.Count))
            {
                throw ApiException.BadRequest($"The request id '{id}' must be unique within the batch, without regard to case.");
            }
        }

        List<BatchItem> items = [.. requests.Cast<JObject>().Select(request => ReadItem(request, places))];
        CheckOrder(items);
        return items;
    }

    private static BatchItem ReadItem(JObject request, Dictionary<string, int> places)
    {
        string id = (string)request["id"]!;
        string method = Text("method").ToUpperInvariant();
        string url = Text("url");
        string? contentType = null;
        string? clientRequestId = null;
        if (request["headers"] is { Type: not JTokenType.Null } token)
        {
            JObject headers = token as JObject ?? throw Wrong("has 'headers' that are not an object");
            contentType = Header(headers, "Content-Type");
            clientRequestId = Header(headers, "client-request-id");
        }

        JToken? body = request["body"] is { Type: not JTokenType.Null } given ? given : null;
        if (body is not null && contentType is null)
        {
            throw Wrong("has a body but no Content-Type among its headers");
        }

        if (body is null && method is "POST" or "PATCH" or "PUT")
        {
            throw Wrong($"is a {method} and must have a body");
        }

        return new BatchItem(id, method, url.StartsWith('/') ? url : "/" + url, contentType, clientRequestId, body, DependsOn());

        string Text(string name) => request[name] is JValue { Value: string { Length: > 0 } text } ? text : throw Wrong($"has no '{name}'");

        IReadOnlyList<int> DependsOn() => request["dependsOn"] switch
        {
            null or { Type: JTokenType.Null } => [],
            JArray ids => [.. ids.Select(other => other is JValue { Value: string name } && places.TryGetValue(name, out int place)
                ? place
                : throw Wrong($"depends on '{other}', which is not in the batch"))],
            _ => throw Wrong("has a 'dependsOn' that is not an array"),
        };

        ApiException Wrong(string what) => ApiException.BadRequest($"The request '{id}' of the batch {what}.");
    }

    private static string? Header(JObject headers, string name) =>
        headers.TryGetValue(name, StringComparison.OrdinalIgnoreCase, out JToken? value) && value is JValue { Value: string text }
            ? text
            : null;

    private static void CheckOrder(List<BatchItem> items)
    {
        if (items.TrueForAll(item => item.DependsOn.Count == 0))
        {
            return;
        }

        bool[] reached = new bool[items.Count];
        int left = items.Count;
        for (int before = left + 1; left < before && left > 0;)
        {
            before = left;
            for (int i = 0; i < items.Count; i++)
            {
                if (!reached[i] && items[i].DependsOn.All(place => reached[place]))
                {
                    reached[i] = true;
                    left--;
                }
            }
        }

        if (left > 0)
        {
            throw ApiException.BadRequest("The requests of the batch depend on each other in a circle.");
        }
    }
}

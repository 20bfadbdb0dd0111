using System.Globalization;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Batching;

/// <summary>Writes the payload of a <c>$batch</c>, and reads its answer however it comes.</summary>
internal static class BatchEnvelope
{
    internal static ReadOnlyMemory<byte> Write(IReadOnlyList<WorkItem> rows)
    {
        MemoryStream stream = new(rows.Count * 512);
        using (JsonTextWriter writer = GraphJson.Writer(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("requests", escape: false);
            writer.WriteStartArray();
            for (int i = 0; i < rows.Count; i++)
            {
                WriteItem(writer, i, rows[i].Current!);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <summary>
    /// Reads the answers of a batch into the places of its rows. A place stays null when the answer lacks it, is cut off before it,
    /// or contradicts itself about it; what cannot be read proves nothing.
    /// </summary>
    internal static GraphResponse?[] Read(ReadOnlyMemory<byte> body, IReadOnlyList<WorkItem> rows)
    {
        GraphResponse?[] answers = new GraphResponse?[rows.Count];
        HashSet<int>? contradicted = null;
        try
        {
            using JsonTextReader reader = GraphJson.Reader(body);
            if (!MoveToResponses(reader))
            {
                return answers;
            }

            while (reader.Read() && reader.TokenType == JsonToken.StartObject)
            {
                (string? id, GraphResponse? answer) = ReadItem(reader, rows);
                if (answer is null || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) || place < 1 || place > rows.Count)
                {
                    continue;
                }

                place--;
                if (answers[place] is { } before && before.Status != answer.Status)
                {
                    (contradicted ??= []).Add(place);
                }

                answers[place] ??= answer;
            }
        }
        catch (JsonLimitException exception)
        {
            throw new ResponseTooLargeException(exception);
        }
        catch (JsonException)
        {
            // Cut off or garbled: the items before that point were whole, and count.
        }

        foreach (int place in contradicted ?? [])
        {
            answers[place] = null;
        }

        return answers;
    }

    private static void WriteItem(JsonTextWriter writer, int index, GraphRequest request)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("id", escape: false);
        writer.WriteValue((index + 1).ToString(CultureInfo.InvariantCulture));
        writer.WritePropertyName("method", escape: false);
        writer.WriteValue(request.Method.Method);
        writer.WritePropertyName("url", escape: false);
        writer.WriteValue(request.Path);
        if (request.HasBody)
        {
            writer.WritePropertyName("headers", escape: false);
            writer.WriteStartObject();
            writer.WritePropertyName("Content-Type", escape: false);
            writer.WriteValue("application/json");
            writer.WriteEndObject();
            writer.WritePropertyName("body", escape: false);
            request.WriteBody(writer);
        }

        writer.WriteEndObject();
    }

    private static bool MoveToResponses(JsonTextReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            bool found = (string)reader.Value! == "responses";
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonToken.StartArray;
            }

            reader.Skip();
        }

        return false;
    }

    private static (string? Id, GraphResponse? Answer) ReadItem(JsonTextReader reader, IReadOnlyList<WorkItem> rows)
    {
        string? id = null;
        int? status = null;
        string? retryAfter = null;
        string? requestId = null;
        string? clientRequestId = null;
        JToken? json = null;
        GraphPageBody? page = null;
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            string name = (string)reader.Value!;
            reader.Read();
            switch (name)
            {
                case "id":
                    id = Convert.ToString(reader.Value, CultureInfo.InvariantCulture);
                    break;
                case "status" when reader.TokenType == JsonToken.Integer && reader.Value is long number && number is >= 100 and <= 999:
                    status = (int)number;
                    break;
                case "headers" when reader.TokenType == JsonToken.StartObject:
                    JObject headers = JObject.Load(reader);
                    retryAfter = Header(headers, "Retry-After");
                    requestId = Header(headers, "request-id");
                    clientRequestId = Header(headers, "client-request-id");
                    break;
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { WantsEntity: false }:
                    reader.Skip();
                    break;
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { Pages: not null } list:
                    page = GraphPageBody.Read(reader, list.Current!);
                    break;
                case "body":
                    json = JToken.Load(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // The object must have come to its end: half an item is no answer.
        return reader.TokenType != JsonToken.EndObject || status is not { } code
            ? (id, null)
            : (id, new GraphResponse { Status = code, RetryAfter = retryAfter, RequestId = requestId, ClientRequestId = clientRequestId, Json = json, Page = page });
    }

    private static WorkItem? RowOf(string? id, IReadOnlyList<WorkItem> rows) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= 1 && place <= rows.Count ? rows[place - 1] : null;

    private static string? Header(JObject headers, string name) =>
        headers.GetValue(name, StringComparison.OrdinalIgnoreCase) is JValue { Value: not null } value
            ? Convert.ToString(value.Value, CultureInfo.InvariantCulture)
            : null;
}

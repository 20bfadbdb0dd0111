using System.Globalization;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Batching;

/// <summary>Writes the payload of a <c>$batch</c> and reads its response, also a malformed one.</summary>
internal static class BatchEnvelope
{
    /// <summary>What an item has besides its URL and its body, roughly.</summary>
    private const int BytesAroundItem = 110;

    internal static ReadOnlyMemory<byte> Write(IReadOnlyList<RowState> rows)
    {
        MemoryStream stream = new(rows.Count * 512);
        using (JsonTextWriter writer = GraphJson.Writer(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("requests", escape: false);
            writer.WriteStartArray();
            for (int i = 0; i < rows.Count; i++)
            {
                WriteItem(writer, i, rows[i].Current);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <summary>
    /// Reads the results of a batch in the order of its rows. A result is null when the response lacks it, is cut off before it, or
    /// contains two that contradict each other.
    /// </summary>
    /// <param name="response">The response of the batch.</param>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="readsCreated">For which POSTs the created object is read though nobody wants it.</param>
    internal static GraphResponse?[] Read(GraphResponse response, IReadOnlyList<RowState> rows, Func<RowState, bool> readsCreated)
    {
        GraphResponse?[] items = new GraphResponse?[rows.Count];
        HashSet<int>? contradicted = null;
        try
        {
            using JsonTextReader reader = GraphJson.Reader(response.Body);
            if (!MoveToResponses(reader))
            {
                return items;
            }

            while (reader.Read() && reader.TokenType == JsonToken.StartObject)
            {
                (string? id, GraphResponse? item) = ReadItem(reader, rows, response.Date, readsCreated);
                if (item is null || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) || place < 1 || place > rows.Count)
                {
                    continue;
                }

                place--;
                if (items[place] is { } before && before.Status != item.Status)
                {
                    (contradicted ??= []).Add(place);
                }

                items[place] ??= item;
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
            items[place] = null;
        }

        return items;
    }

    /// <summary>Splits a batch into parts whose bodies have at most so many bytes; a part has at least one row.</summary>
    internal static IEnumerable<List<RowState>> Split(List<RowState> rows, int maxBytes)
    {
        if (maxBytes == int.MaxValue || rows.Count == 1)
        {
            yield return rows;
            yield break;
        }

        List<RowState> part = [];
        long bytes = 0;
        foreach (RowState row in rows)
        {
            GraphRequest request = row.Current;
            long size = BytesAroundItem + request.Path.Length + (request.HasBody ? request.BodyBytes().Length : 0);
            if (part.Count > 0 && bytes + size > maxBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }

            part.Add(row);
            bytes += size;
        }

        yield return part;
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

    private static (string? Id, GraphResponse? Item) ReadItem(
        JsonTextReader reader, IReadOnlyList<RowState> rows, DateTimeOffset? batchDate, Func<RowState, bool> readsCreated)
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
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { } row && !WantsBody(row, readsCreated):
                    reader.Skip();
                    break;
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { Pages: not null } list:
                    page = GraphPageBody.Read(reader, list.Current);
                    break;
                case "body":
                    json = JToken.Load(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // An item that is cut off is not a result.
        return reader.TokenType != JsonToken.EndObject || status is not { } code
            ? (id, null)
            : (id, new GraphResponse { Status = code, RetryAfter = retryAfter, Date = batchDate, RequestId = requestId, ClientRequestId = clientRequestId, Json = json, Page = page });
    }

    private static bool WantsBody(RowState row, Func<RowState, bool> readsCreated) =>
        row.WantsEntity || row.Step != RowStep.Send || (row.Request.Method == HttpMethod.Post && readsCreated(row));

    private static RowState? RowOf(string? id, IReadOnlyList<RowState> rows) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= 1 && place <= rows.Count ? rows[place - 1] : null;

    private static string? Header(JObject headers, string name) =>
        headers.GetValue(name, StringComparison.OrdinalIgnoreCase) is JValue { Value: not null } value
            ? Convert.ToString(value.Value, CultureInfo.InvariantCulture)
            : null;
}

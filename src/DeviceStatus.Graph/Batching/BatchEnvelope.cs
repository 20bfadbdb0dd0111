using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Batching;

/// <summary>Writes the payload of a <c>$batch</c> and reads its response, including malformed responses.</summary>
internal static class BatchEnvelope
{
    /// <summary>The approximate size of an item without its URL and body.</summary>
    private const int BytesAroundItem = 110;

    internal static ReadOnlyMemory<byte> Write(IReadOnlyList<RowState> rows)
    {
        ArrayBufferWriter<byte> bytes = new(rows.Count * 512);
        using Utf8JsonWriter writer = GraphJson.Utf8Writer(bytes);
        writer.WriteStartObject();
        writer.WriteStartArray("requests"u8);
        for (int i = 0; i < rows.Count; i++)
        {
            WriteItem(writer, i, rows[i].Current);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>
    /// Reads the results of a batch in the order of its rows. A result is null if the response does not contain it, is truncated before it,
    /// or contains two contradictory ones.
    /// </summary>
    /// <param name="response">The response of the batch.</param>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="readsCreated">The POSTs whose created object is read although the caller does not want it.</param>
    internal static GraphResponse?[] Read(GraphResponse response, IReadOnlyList<RowState> rows, Func<RowState, bool> readsCreated)
    {
        GraphResponse?[] items = new GraphResponse?[rows.Count];
        HashSet<int>? contradicted = null;
        try
        {
            JsonTokenReader reader = new(response.Body.Span);
            if (!MoveToResponses(ref reader))
            {
                return items;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                (string? id, GraphResponse? item) = ReadItem(ref reader, rows, response, readsCreated);
                if (item is null
                    || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
                    || place < 1
                    || place > rows.Count)
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
            // The response is truncated or damaged. The items before that point are complete and are used.
        }

        foreach (int place in contradicted ?? [])
        {
            items[place] = null;
        }

        return items;
    }

    /// <summary>Splits a batch into parts whose bodies have at most a number of bytes. A part has at least one row.</summary>
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

    private static void WriteItem(Utf8JsonWriter writer, int index, GraphRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, (index + 1).ToString(CultureInfo.InvariantCulture));
        writer.WriteString("method"u8, request.Method.Method);
        writer.WriteString("url"u8, request.Path);
        if (request.HasBody)
        {
            writer.WriteStartObject("headers"u8);
            writer.WriteString("Content-Type"u8, "application/json"u8);
            writer.WriteEndObject();
            writer.WritePropertyName("body"u8);
            request.WriteBody(writer);
        }

        writer.WriteEndObject();
    }

    private static bool MoveToResponses(ref JsonTokenReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.Is("responses"u8);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.StartArray;
            }

            reader.Skip();
        }

        return false;
    }

    private static (string? Id, GraphResponse? Item) ReadItem(
        ref JsonTokenReader reader, IReadOnlyList<RowState> rows, GraphResponse batch, Func<RowState, bool> readsCreated)
    {
        string? id = null;
        int? status = null;
        ItemHeaders headers = default;
        ReadOnlyMemory<byte> body = default;
        GraphPageBody? page = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetText();
            reader.Read();
            switch (name)
            {
                case "id":
                    id = ScalarText(ref reader);
                    break;
                case "status" when reader.TokenType == JsonTokenType.Number
                    && reader.GetNumber() is long number
                    && number is >= 100 and <= 999:
                    status = (int)number;
                    break;
                case "headers" when reader.TokenType == JsonTokenType.StartObject:
                    headers = ReadHeaders(ref reader);
                    break;
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { } row && !WantsBody(row, readsCreated):
                    reader.Skip();
                    break;
                case "body" when status is >= 200 and <= 299 && RowOf(id, rows) is { Pages: { } pages } list:
                    page = GraphPageBody.Read(ref reader, list.Current, pages.Texts);
                    break;
                case "body" when reader.TokenType != JsonTokenType.Null:
                    int start = reader.TokenStart;
                    reader.Skip();
                    body = batch.Body[start..reader.TokenEnd];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // A truncated item is not a result.
        return reader.TokenType != JsonTokenType.EndObject || status is not { } code
            ? (id, null)
            : (id, new GraphResponse
            {
                Status = code,
                RetryAfter = RetryAfter.Select(headers.RetryAfter, headers.RetryAfterMilliseconds),
                Date = batch.Date,
                RequestId = headers.RequestId,
                ClientRequestId = headers.ClientRequestId,
                ItemBody = body,
                Page = page,
            });
    }

    private static ItemHeaders ReadHeaders(ref JsonTokenReader reader)
    {
        ItemHeaders headers = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetText();
            reader.Read();
            string? value = ScalarText(ref reader);
            if (name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
            {
                headers.RetryAfter ??= value;
            }
            else if (RetryAfter.MillisecondHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                headers.RetryAfterMilliseconds ??= value;
            }
            else if (name.Equals("request-id", StringComparison.OrdinalIgnoreCase))
            {
                headers.RequestId ??= value;
            }
            else if (name.Equals("client-request-id", StringComparison.OrdinalIgnoreCase))
            {
                headers.ClientRequestId ??= value;
            }
        }

        return headers;
    }

    /// <summary>The text of a string or a number; nothing for other values, which are skipped.</summary>
    private static string? ScalarText(ref JsonTokenReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return reader.GetText();
        }

        reader.Skip();
        return null;
    }

    private static bool WantsBody(RowState row, Func<RowState, bool> readsCreated) =>
        row.WantsEntity || row.Pages is not null || row.Step != RowStep.Send
        || (row.Request.Method == HttpMethod.Post && readsCreated(row));

    private static RowState? RowOf(string? id, IReadOnlyList<RowState> rows) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= 1 && place <= rows.Count
            ? rows[place - 1]
            : null;

    /// <summary>The relevant headers of an item.</summary>
    private struct ItemHeaders
    {
        internal string? RetryAfter { get; set; }

        internal string? RetryAfterMilliseconds { get; set; }

        internal string? RequestId { get; set; }

        internal string? ClientRequestId { get; set; }
    }
}

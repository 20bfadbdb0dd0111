using System.Text;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Sandbox;
using DeviceStatus.Sandbox.Service;
using DeviceStatus.Sandbox.Storage;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;

namespace DeviceStatus.TestServer;

/// <summary>Responds without a sandbox, with almost no cost, to measure a client without a service.</summary>
internal sealed class NullEndpoint(SandboxOptions options)
{
    private static readonly byte[] Entity = "{\"id\":\"00000000-0000-0000-0000-000000000000\"}"u8.ToArray();
    private readonly int _status = options.UpdateResponse == UpdateResponse.NoContent ? 204 : 200;

    public async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (options.Latency > TimeSpan.Zero)
        {
            await Task.Delay(options.Latency, context.RequestAborted);
        }

        bool isBatch = context.Request.Path.Value!.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase);
        ReadOnlyMemory<byte> answer = isBatch ? Batch(body) : _status == 204 ? default : Entity;
        context.Response.StatusCode = isBatch ? 200 : _status;
        if (!answer.IsEmpty)
        {
            context.Response.ContentType = SandboxResponse.JsonType;
            context.Response.Headers.ContentLength = answer.Length;
            await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
        }
    }

    private ReadOnlyMemory<byte> Batch(ReadOnlyMemory<byte> body)
    {
        using StringReader text = new(Encoding.UTF8.GetString(body.Span));
        using JsonTextReader reader = new(text) { ArrayPool = JsonCharPool.Shared, DateParseHandling = DateParseHandling.None };
        return JsonBytes.Of(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("responses");
            json.WriteStartArray();
            while (reader.Read())
            {
                // The members of an item lie below the root, its array and the item itself.
                if (reader is { Depth: 3, TokenType: JsonToken.PropertyName, Value: "id" })
                {
                    Item(json, reader.ReadAsString());
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private void Item(JsonTextWriter json, string? id)
    {
        json.WriteStartObject();
        json.Member("id", id);
        json.WritePropertyName("status", false);
        json.WriteValue(_status);
        if (_status == 200)
        {
            json.WritePropertyName("headers", false);
            json.WriteRawValue("{\"Content-Type\":\"application/json\"}");
            json.WritePropertyName("body", false);
            json.WriteRawValue("{\"id\":\"00000000-0000-0000-0000-000000000000\"}");
        }

        json.WriteEndObject();
    }
}

using System.Globalization;
using DeviceStatus.Sandbox;
using DeviceStatus.Sandbox.Hosting;
using DeviceStatus.Sandbox.Storage;
using DeviceStatus.TestServer.Limits;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;

namespace DeviceStatus.TestServer;

/// <summary>
/// The paths for tests: <c>GET /__stats</c>, <c>GET /__requests?last=n</c>, <c>GET /__await?requests=n</c>, <c>POST /__script</c>,
/// <c>DELETE /__script</c>, <c>POST /__release</c>, <c>DELETE /__requests</c>, <c>POST /__reset</c>, <c>POST /__limit?writes=n</c>, <c>GET
/// /__token</c>, <c>POST /__authority/tenant/oauth2/v2.0/token</c>.
/// </summary>
internal static class ControlEndpoint
{
    public static async Task AnswerAsync(HttpContext context, SandboxGraph graph, RequestLog log, Script script, LimiterFaults? limiter)
    {
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("GET", "/__stats"):
                await WriteAsync(context, json => Stats(json, graph.Statistics, limiter));
                break;
            case ("GET", "/__requests"):
                string? last = context.Request.Query["last"];
                int count = int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;
                await WriteAsync(context, json => Requests(json, log.Last(count)));
                break;
            case ("GET", "/__await"):
                await log.WaitAsync(int.Parse(context.Request.Query["requests"]!, CultureInfo.InvariantCulture), context.RequestAborted);
                break;
            case ("POST", "/__script"):
                using (StreamReader reader = new(context.Request.Body))
                {
                    script.Add(await reader.ReadToEndAsync(context.RequestAborted));
                }

                break;
            case ("DELETE", "/__script"):
                script.Clear();
                break;
            case ("DELETE", "/__requests"):
                log.Clear();
                break;
            case ("POST", "/__release"):
                script.Release();
                break;
            case ("POST", "/__reset"):
                script.Clear();
                log.Clear();
                await graph.ResetAsync(context.RequestAborted);
                context.Response.StatusCode = 204;
                break;
            case ("GET", "/__token"):
                // The token endpoint of a managed identity, as IDENTITY_ENDPOINT names it.
                await WriteAsync(context, json => Token(json, context.Request.Query["resource"].ToString()));
                break;
            case ("POST", "/__authority/tenant/oauth2/v2.0/token"):
                // The token endpoint of the identity platform for a federated token.
                await WriteAsync(context, json => Token(json, context.Request.Form["scope"].ToString()));
                break;
            case ("POST", "/__limit") when int.TryParse(
                context.Request.Query["writes"], NumberStyles.None, CultureInfo.InvariantCulture, out int writes):
                graph.ChangeWriteLimit(writes);
                context.Response.StatusCode = 204;
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<JsonTextWriter> write)
    {
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(JsonBytes.Of(write), context.RequestAborted);
    }

    private static void Token(JsonTextWriter json, string resource)
    {
        json.WriteStartObject();
        json.Member("access_token", "token-of-the-identity");
        json.Member("expires_on", DateTimeOffset.UtcNow.AddHours(8).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        json.Member("resource", resource);
        json.Member("token_type", "Bearer");

        // The name that the token endpoint of GitHub gives it.
        json.Member("value", "token-of-the-identity");
        json.WriteEndObject();
    }

    private static void Stats(JsonTextWriter json, SandboxStatistics stats, LimiterFaults? limiter)
    {
        json.WriteStartObject();
        Number("requests", stats.Requests);
        Number("batches", stats.Batches);
        Number("maxConcurrent", stats.MaxConcurrent);
        Number("throttled", stats.Throttled);
        Number("lostConnections", stats.LostConnections);
        if (limiter is not null)
        {
            Number("writes", limiter.Writes.Count);
            Number("refusedLater", limiter.RefusedLater);
        }

        json.WritePropertyName("calls");
        json.WriteStartObject();
        foreach ((string method, IReadOnlyDictionary<int, long> counts) in stats.Calls)
        {
            json.WritePropertyName(method);
            json.WriteStartObject();
            foreach ((int status, long count) in counts)
            {
                Number(status.ToString(CultureInfo.InvariantCulture), count);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();

        void Number(string name, long value)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }

    private static void Requests(JsonTextWriter json, IReadOnlyList<RecordedRequest> requests)
    {
        json.WriteStartArray();
        foreach (RecordedRequest request in requests)
        {
            json.WriteStartObject();
            json.Member("method", request.Method);
            json.Member("url", request.Url);
            json.WritePropertyName("headers");
            json.WriteStartObject();
            foreach ((string name, string value) in request.Headers)
            {
                json.Member(name, value);
            }

            json.WriteEndObject();
            json.Member("body", request.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

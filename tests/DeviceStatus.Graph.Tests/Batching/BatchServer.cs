using System.Collections.Concurrent;
using System.Globalization;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>A loopback server whose answers a test makes up, item by item or as a whole.</summary>
internal sealed class BatchServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _attempts = new();

    private BatchServer()
    {
    }

    internal LoopbackServer Http { get; private set; } = null!;

    /// <summary>Calls in the order of arrival.</summary>
    internal ConcurrentQueue<ServedCall> Calls { get; } = new();

    /// <summary>Sizes of the batches; 0 stands for a plain request.</summary>
    internal ConcurrentQueue<int> Sizes { get; } = new();

    /// <summary>The answer of each call: status, headers, body.</summary>
    internal Func<ServedCall, ItemAnswer> Item { get; set; } = _ => new(204);

    /// <summary>
    /// Answers the whole request instead, when it returns true. A plain request is given as the one item that it would be in a batch.
    /// </summary>
    internal Func<HttpContext, IReadOnlyList<JObject>, Task<bool>> Whole { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Gives no response to any request from now on, until its client leaves.</summary>
    /// <returns>Ends when the first request has arrived.</returns>
    internal Task HoldRequests()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Whole = async (context, _) =>
        {
            arrived.TrySetResult();
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
            return true;
        };
        return arrived.Task;
    }

    internal static async Task<BatchServer> StartAsync()
    {
        BatchServer server = new();
        server.Http = await LoopbackServer.StartAsync(
            new LoopbackOptions { Handler = server.AnswerAsync }, TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    /// <summary>How often a call came that this names.</summary>
    internal int Count(string method, string id) =>
        Calls.Count(call => call.Method == method && call.Url.EndsWith("/" + id, StringComparison.Ordinal));

    internal static async Task SendAsync(
        HttpContext context, int status, string? contentType, string body, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach ((string name, string value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        if (contentType is not null)
        {
            context.Response.ContentType = contentType;
        }

        // Kestrel breaks the connection off when even nothing is written behind a 204.
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    }

    internal static JObject Response(JObject item, int status) => new() { ["id"] = item["id"], ["status"] = status };

    internal static string Envelope(IEnumerable<JToken> responses) =>
        new JObject { ["responses"] = new JArray(responses) }.ToString(Formatting.None);

    internal static JObject Error(string code) => new() { ["error"] = new JObject { ["code"] = code, ["message"] = code + "." } };

    private async Task AnswerAsync(HttpContext context)
    {
        bool isBatch = context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal);
        using StreamReader reader = new(context.Request.Body);
        string text = await reader.ReadToEndAsync();
        List<JObject> items = isBatch ? JObject.Parse(text)["requests"]!.Cast<JObject>().ToList() : [AsItem(context.Request, text)];
        Sizes.Enqueue(isBatch ? items.Count : 0);
        List<ServedCall> calls = isBatch
            ? items.ConvertAll(item => Call((string)item["method"]!, (string)item["url"]!, true))
            : [Call(context.Request.Method, context.Request.Path.Value!, false)];
        if (await Whole(context, items))
        {
            return;
        }

        if (!isBatch)
        {
            ItemAnswer answer = Item(calls[0]);
            await SendAsync(
                context, answer.Status, answer.Body is null ? null : "application/json", answer.Body?.ToString() ?? string.Empty,
                answer.RetryAfter is { } after ? [("Retry-After", after)] : []);
            return;
        }

        await SendAsync(context, 200, "application/json", Envelope(items.Select((item, i) => Item(calls[i]).ToResponse(item)).Reverse()));
    }

    private static JObject AsItem(HttpRequest request, string body) => new()
    {
        ["id"] = "1",
        ["method"] = request.Method,
        ["url"] = request.Path.Value!.Replace("/v1.0/", "/", StringComparison.Ordinal),
        ["body"] = body.Length == 0 ? null : JToken.Parse(body),
    };

    private ServedCall Call(string method, string url, bool isInBatch)
    {
        url = url.Replace("/v1.0/", "/", StringComparison.Ordinal);
        int attempt = _attempts.AddOrUpdate(string.Create(CultureInfo.InvariantCulture, $"{method} {url}"), 1, (_, before) => before + 1);
        ServedCall call = new(method, url, isInBatch, attempt);
        Calls.Enqueue(call);
        return call;
    }
}

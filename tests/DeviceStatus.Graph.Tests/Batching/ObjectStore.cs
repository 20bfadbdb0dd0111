using System.Collections.Concurrent;
using System.Globalization;
using DeviceStatus.TestServer;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>
/// A model of the service: a collection with create, read, update, delete and list, alone and in batches. A test can let a call do its work
/// and respond with something else.
/// </summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private int _created;
    private int _listener;

    private ObjectStore()
    {
    }

    internal LoopbackServer Http { get; private set; } = null!;

    /// <summary>The objects by id.</summary>
    internal Dictionary<string, JObject> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls in the order of arrival.</summary>
    internal ConcurrentQueue<ServedCall> Calls { get; } = new();

    /// <summary>Replaces the response to a call after its work was done; null keeps it.</summary>
    internal Func<ServedCall, ItemAnswer?> After { get; set; } = _ => null;

    /// <summary>Replaces the response to a call, and does no work; null does the work.</summary>
    internal Func<ServedCall, ItemAnswer?> Before { get; set; } = _ => null;

    /// <summary>Responds to a whole request when it returns true. Its flag says whether the work is done already.</summary>
    internal Func<HttpContext, bool, Task<bool>> Whole { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Whether an object gets the id that its POST names.</summary>
    internal bool KeepsIds { get; set; } = true;

    /// <summary>How many objects were created, also those that were deleted since.</summary>
    internal int Created => _created;

    internal static async Task<ObjectStore> StartAsync()
    {
        ObjectStore store = new();
        store.Http = await store.ListenAsync();
        return store;
    }

    /// <summary>Listens on another port. Afterwards no call that was sent to the old one does any work.</summary>
    internal async Task MoveAsync()
    {
        await using LoopbackServer old = Http;
        lock (_gate)
        {
            _listener++;
        }

        Http = await ListenAsync();
    }

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    internal void Add(string id, string name) => Objects[id] = new JObject { ["id"] = id, ["deviceDisplayName"] = name };

    internal string? NameOf(string id)
    {
        lock (_gate)
        {
            return (string?)Objects.GetValueOrDefault(id)?["deviceDisplayName"];
        }
    }

    private Task<LoopbackServer> ListenAsync()
    {
        int listener = _listener;
        return LoopbackServer.StartAsync(
            new LoopbackOptions { Handler = context => RespondAsync(context, listener), RecordLast = 0 },
            TestContext.Current.CancellationToken);
    }

    private async Task RespondAsync(HttpContext context, int listener)
    {
        using StreamReader reader = new(context.Request.Body);
        string text = await reader.ReadToEndAsync();
        if (await Whole(context, false))
        {
            return;
        }

        if (!context.Request.Path.Value!.EndsWith("/$batch", StringComparison.Ordinal))
        {
            ItemAnswer single = Respond(
                context.Request.Method, context.Request.Path.Value!, text.Length == 0 ? null : JObject.Parse(text), false, listener);
            if (!await Whole(context, true))
            {
                await BatchServer.SendAsync(
                    context, single.Status, single.Body is null ? null : "application/json", single.Body?.ToString() ?? string.Empty,
                    single.RetryAfter is { } after ? [("Retry-After", after)] : []);
            }

            return;
        }

        List<JObject> responses = JObject.Parse(text)["requests"]!.Cast<JObject>()
            .Select(item => Respond(
                (string)item["method"]!, (string)item["url"]!, item["body"] as JObject, true, listener).ToResponse(item)).ToList();
        if (!await Whole(context, true))
        {
            await BatchServer.SendAsync(context, 200, "application/json", BatchServer.Envelope(responses));
        }
    }

    private ItemAnswer Respond(string method, string url, JObject? body, bool isInBatch, int listener)
    {
        url = Uri.UnescapeDataString(url.Replace("/v1.0/", "/", StringComparison.Ordinal).Replace("/beta/", "/", StringComparison.Ordinal));
        string key = method == "POST" ? $"POST {body}" : $"{method} {url}";
        ServedCall call = new(
            method, url, isInBatch, _attempts.AddOrUpdate(key, 1, (_, before) => before + 1), body?.ToString() ?? string.Empty);
        Calls.Enqueue(call);
        if (Before(call) is { } refused)
        {
            return refused;
        }

        ItemAnswer response = Work(method, url, body, listener);
        return After(call) ?? response;
    }

    private ItemAnswer Work(string method, string url, JObject? body, int listener)
    {
        string last = url[(url.LastIndexOf('/') + 1)..];
        bool isCollection = last.StartsWith("iosUpdateStatuses", StringComparison.Ordinal) || last == "deviceStatuses";
        lock (_gate)
        {
            if (listener != _listener)
            {
                return new(504);
            }

            switch (method)
            {
                case "GET" when isCollection:
                    return new(200, new JObject { ["value"] = new JArray(Objects.Values) });
                case "GET":
                    return Objects.TryGetValue(last, out JObject? found)
                        ? new(200, found.DeepClone())
                        : new(404, BatchServer.Error("NotFound"));
                case "POST":
                    string id = (KeepsIds ? (string?)body!["id"] : null) ?? "made-" + (_created + 1).ToString(CultureInfo.InvariantCulture);
                    if (Objects.ContainsKey(id))
                    {
                        return new(409, BatchServer.Error("Conflict"));
                    }

                    _created++;
                    Objects[id] = new JObject(body!) { ["id"] = id };
                    return new(201, Objects[id].DeepClone());
                case "PATCH" when Objects.TryGetValue(last, out JObject? changed):
                    changed.Merge(body!);
                    return new(204);
                case "DELETE" when Objects.Remove(last):
                    return new(204);
                default:
                    return new(404, BatchServer.Error("NotFound"));
            }
        }
    }
}

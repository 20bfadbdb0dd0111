using System.Text;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;

namespace DeviceStatus.TestServer;

/// <summary>
/// Responses that a test defines instead of the sandbox, such as refusals, damaged responses and requests that stay open.
/// </summary>
internal sealed class Script
{
    private readonly object _gate = new();
    private readonly List<ScriptedAnswer> _rules = [];
    private TaskCompletionSource _release = NewSignal();

    /// <summary>Adds rules; each applies to requests whose <c>METHOD /path?query</c> matches.</summary>
    internal void Add(string json)
    {
        List<ScriptedAnswer> rules = JsonConvert.DeserializeObject<List<ScriptedAnswer>>(json) ?? [];
        lock (_gate)
        {
            _rules.AddRange(rules);
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }

        Release();
    }

    /// <summary>Releases every waiting request.</summary>
    internal void Release() => Interlocked.Exchange(ref _release, NewSignal()).TrySetResult();

    internal ScriptedAnswer? Find(string method, string target)
    {
        lock (_gate)
        {
            return _rules.Find(rule => rule.Takes(method + " " + target));
        }
    }

    /// <summary>Waits for <see cref="Release"/>, or until the client gives up.</summary>
    internal Task HangAsync(CancellationToken cancellationToken) => Volatile.Read(ref _release).Task.WaitAsync(cancellationToken);

    internal static async Task AnswerAsync(HttpContext context, ScriptedAnswer answer)
    {
        HttpResponse response = context.Response;
        byte[] body = Encoding.UTF8.GetBytes(answer.Text);
        response.StatusCode = answer.Status;
        response.ContentType = body.Length > 0 ? "application/json" : null;
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Mode == ScriptedMode.Answer)
        {
            response.ContentLength = answer.Status == 204 ? null : body.Length;
        }

        do
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
        while (answer.Mode == ScriptedMode.Endless);

        if (answer.Mode == ScriptedMode.Truncate)
        {
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

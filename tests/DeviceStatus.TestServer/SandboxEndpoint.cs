using System.Globalization;
using DeviceStatus.Sandbox.Hosting;
using DeviceStatus.Sandbox.Service;
using DeviceStatus.TestServer.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DeviceStatus.TestServer;

/// <summary>Passes each HTTP request to the sandbox and returns its response. A lost connection is a TCP reset.</summary>
internal sealed class SandboxEndpoint(SandboxGraph graph, RequestLog log, Script script, LimiterFaults? limiter = null)
{
    private readonly BlobStore _blobs = new();

    public async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        HttpRequest request = context.Request;
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.StartsWith(BlobStore.Prefix, StringComparison.Ordinal))
        {
            await _blobs.AnswerAsync(context);
            return;
        }

        if (target.StartsWith("/__", StringComparison.Ordinal))
        {
            await ControlEndpoint.AnswerAsync(context, graph, log, script, limiter);
            return;
        }

        ScriptedAnswer? scripted = script.Find(request.Method, target);
        switch (scripted?.Mode)
        {
            case ScriptedMode.Answer or ScriptedMode.Endless or ScriptedMode.Truncate:
                await Script.AnswerAsync(context, scripted);
                return;
            case ScriptedMode.Reset:
                context.Abort();
                return;
            case ScriptedMode.Hang:
                await script.HangAsync(context.RequestAborted);
                break;
        }

        SandboxResponse answer = await graph.HandleAsync(
            new SandboxRequest
            {
                Method = request.Method,
                Root = "http://" + request.Host.Value,
                Target = target,
                ContentType = request.ContentType,
                Authorization = request.Headers.Authorization,
                ClientRequestId = request.Headers["client-request-id"],
                Body = body,
            },
            context.RequestAborted);
        if (answer.IsLost || scripted?.Mode == ScriptedMode.ResetAfter)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, answer);
    }

    private static async Task WriteAsync(HttpContext context, SandboxResponse answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers["request-id"] = answer.RequestId;
        response.Headers["client-request-id"] = answer.ClientRequestId;
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (!answer.Body.IsEmpty)
        {
            response.ContentType = answer.ContentType;
            response.Headers.ContentLength = answer.Body.Length;
            await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
        }
        else if (answer.Status != 204)
        {
            response.Headers["Content-Length"] = 0.ToString(CultureInfo.InvariantCulture);
        }
    }
}

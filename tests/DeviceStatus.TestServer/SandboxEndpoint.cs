using DeviceStatus.Sandbox;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.TestServer;

/// <summary>Hands each HTTP request to the sandbox and each answer back.</summary>
internal sealed class SandboxEndpoint(SandboxGraph graph, RequestLog log)
{
    public Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body) =>
        throw new NotImplementedException($"{graph} {log} {context} {body}");
}

using DeviceStatus.Sandbox;
using DeviceStatus.TestServer.Limits;
using Microsoft.AspNetCore.Http;

namespace DeviceStatus.TestServer;

/// <summary>The options of a <see cref="LoopbackServer"/>.</summary>
public sealed class LoopbackOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How many servers the program starts, each with a port and data of its own.</summary>
    public int Servers { get; init; } = 1;

    /// <summary>The options of the sandbox of the server.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>Handles every request instead of the sandbox, for invalid responses. Requests are still recorded.</summary>
    public Func<HttpContext, Task>? Handler { get; init; }

    /// <summary>
    /// Answer every batch item with a fixed 204, or 200 with <see cref="UpdateResponse.Entity"/>, without looking at it, and record
    /// nothing: the cost of the server itself. Latency is kept.
    /// </summary>
    public bool NullAnswers { get; init; }

    /// <summary>
    /// What decides the refusals of <see cref="Sandbox"/>, for <c>GET /__stats</c>; it must be among the sandbox's options as well.
    /// </summary>
    public LimiterFaults? Limiter { get; init; }

    /// <summary>How many of the latest requests are kept; 0 keeps none.</summary>
    public int RecordLast { get; init; } = 1000;
}

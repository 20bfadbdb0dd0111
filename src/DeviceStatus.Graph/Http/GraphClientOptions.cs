using System.Net;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Http;

/// <summary>What a connection needs to know before the first request.</summary>
public sealed class GraphClientOptions
{
    /// <summary>How long one request may take unless told otherwise.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(100);

    /// <summary>The root of Graph, without version. Default: the worldwide cloud.</summary>
    public Uri Endpoint { get; init; } = GraphCloud.Global.GraphEndpoint;

    /// <summary>Where tokens come from.</summary>
    public required ITokenSource Tokens { get; init; }

    /// <summary>The version to use for every request; <see langword="null"/> chooses v1.0 unless a request needs beta.</summary>
    public GraphVersion? ApiVersion { get; init; }

    /// <summary>Writes in 20 seconds; 0 = no pacing. Default: the published limit.</summary>
    public int WriteLimit { get; init; } = PublishedQuota.Writes;

    /// <summary>How long one request may take, its answer read to the end. Default: 100 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = DefaultRequestTimeout;

    /// <summary>The longest answer that is read, in bytes after decompression. Default: 64 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The proxy; <see langword="null"/> takes the one of the environment.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>How often and how long to try again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Answers instead of the network; the sandbox is one.</summary>
    public HttpMessageHandler? Transport { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

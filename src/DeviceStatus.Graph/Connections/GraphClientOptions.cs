using System.Net;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Connections;

/// <summary>The settings of a connection.</summary>
public sealed class GraphClientOptions
{
    /// <summary>The default of <see cref="RequestTimeout"/>: 100 seconds.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(100);

    /// <summary>The root of Graph, without version. Default: the worldwide cloud.</summary>
    public Uri Endpoint { get; init; } = GraphCloud.Global.GraphEndpoint;

    /// <summary>The source of access tokens.</summary>
    public required ITokenSource Tokens { get; init; }

    /// <summary>The version that every request uses; <see langword="null"/> chooses v1.0 unless a request needs beta.</summary>
    public GraphVersion? ApiVersion { get; init; }

    /// <summary>The number of writes in 20 seconds; 0 means no pacing. Default: the published limit.</summary>
    public int WriteLimit { get; init; } = PublishedQuota.Writes;

    /// <summary>The longest time for one request, including reading the whole response. Default: 100 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = DefaultRequestTimeout;

    /// <summary>The longest response that is read, in bytes after decompression. Default: 64 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The proxy; <see langword="null"/> uses the one of the environment.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The retry policy.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>The handler that responds instead of the network, such as the sandbox.</summary>
    public HttpMessageHandler? Transport { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The memory for large responses. Default: that of the process.</summary>
    internal ResponseBudget Budget { get; init; } = ResponseBudget.Process;

    internal GraphTransportOptions ToTransportOptions() => new()
    {
        Budget = Budget,
        Tokens = Tokens,
        RequestTimeout = RequestTimeout,
        MaxResponseBytes = MaxResponseBytes,
        Proxy = Proxy,
        Transport = Transport,
        Clock = Clock,
    };
}

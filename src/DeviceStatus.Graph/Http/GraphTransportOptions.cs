using System.Net;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Http;

/// <summary>The settings of a <see cref="GraphTransport"/>.</summary>
internal sealed class GraphTransportOptions
{
    /// <summary>The source of access tokens.</summary>
    internal required ITokenSource Tokens { get; init; }

    /// <summary>The longest time for one request, including reading the whole response.</summary>
    internal required TimeSpan RequestTimeout { get; init; }

    /// <summary>The longest response that is read, in bytes after decompression.</summary>
    internal required long MaxResponseBytes { get; init; }

    /// <summary>The memory for large responses, which connections share.</summary>
    internal ResponseBudget Budget { get; init; } = ResponseBudget.Process;

    /// <summary>The proxy; <see langword="null"/> uses the one of the environment.</summary>
    internal IWebProxy? Proxy { get; init; }

    /// <summary>The handler that responds instead of the network, such as the sandbox.</summary>
    internal HttpMessageHandler? Transport { get; init; }

    /// <summary>The clock.</summary>
    internal required TimeProvider Clock { get; init; }
}

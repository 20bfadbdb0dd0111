namespace DeviceStatus.Sandbox;

/// <summary>The inner end of an <see cref="HttpClient"/> whose requests a <see cref="SandboxGraph"/> answers. Does not own the sandbox.</summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxGraph _graph;

    /// <summary>Makes a handler.</summary>
    /// <param name="graph">The sandbox that answers.</param>
    public SandboxHandler(SandboxGraph graph)
    {
        _graph = graph;
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotImplementedException(_graph.ToString());
}

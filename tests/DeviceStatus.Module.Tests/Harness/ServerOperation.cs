namespace DeviceStatus.Module.Tests.Harness;

/// <summary>One operation on a resource: a request of its own, or an item of a batch.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Path with version, and query.</param>
/// <param name="Body">The body as compact JSON; empty without one.</param>
public sealed record ServerOperation(string Method, string Url, string Body)
{
    /// <summary>Method and URL in one text.</summary>
    public string Line => Method + " " + Url;
}

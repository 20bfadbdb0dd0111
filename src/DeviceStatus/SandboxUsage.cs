namespace DeviceStatus;

/// <summary>The figures of a sandbox about its client, in the property SandboxUsage of a connection.</summary>
public sealed class SandboxUsage
{
    internal SandboxUsage()
    {
    }

    /// <summary>HTTP requests, batches included.</summary>
    public long Requests { get; internal init; }

    /// <summary>HTTP requests that were batches.</summary>
    public long Batches { get; internal init; }

    /// <summary>Responses 429, of items of batches and of whole requests.</summary>
    public long Throttled { get; internal init; }

    /// <summary>Calls that exceeded -SandboxWriteLimit.</summary>
    public long CallsOverLimit { get; internal init; }

    /// <summary>
    /// Calls that arrived before the time in the Retry-After header of an earlier response. Calls that were already in flight do not count.
    /// </summary>
    public long EarlyCalls { get; internal init; }

    /// <summary>Connections that were lost by a fault.</summary>
    public long LostConnections { get; internal init; }

    /// <summary>The least permissions that the calls needed, sorted.</summary>
    public string[] NeededPermissions { get; internal init; } = [];

    /// <summary>The permissions of -SandboxPermission that no call needed, sorted.</summary>
    public string[] UnneededPermissions { get; internal init; } = [];

    /// <summary>The figures in one line.</summary>
    /// <returns>A text in English.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"{Requests} requests, {Throttled} throttled, {CallsOverLimit} over the limit, {EarlyCalls} before Retry-After");
}

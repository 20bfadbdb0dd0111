namespace DeviceStatus.Graph.Identity;

/// <summary>
/// A token request in flight and the number of waiting callers. Everything but the task is guarded by the lock of the owner.
/// </summary>
internal sealed class InFlightTokenRequest(string? claims, bool allowInteraction, DateTimeOffset since)
{
    internal string? Claims { get; } = claims;

    /// <summary>Whether a person may be prompted; not in the background.</summary>
    internal bool AllowInteraction { get; } = allowInteraction;

    internal DateTimeOffset StartedOn { get; } = since;

    internal string Key => Claims ?? string.Empty;

    internal CancellationTokenSource Cancellation { get; } = new();

    internal Task<BearerToken> Task { get; set; } = null!;

    internal int Waiters { get; set; }
}

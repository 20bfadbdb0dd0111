namespace DeviceStatus.Graph.Diagnostics;

/// <summary>The result of one operation on one collection of a tenant. Contains no name or id of the tenant, a user or a device.</summary>
/// <param name="Kind">The kind of status, for example <c>DeviceConfiguration</c>.</param>
/// <param name="Operation">The operation, for example <c>List</c> or <c>Filter</c>.</param>
/// <param name="State">What the service does.</param>
/// <param name="StatusCode">The HTTP status; <see langword="null"/> when nothing was sent or no response came.</param>
/// <param name="ErrorCode">The service's own error code.</param>
/// <param name="Duration">How long the request took.</param>
/// <param name="Note">The observation, in one sentence.</param>
public sealed record ProbeResult(
    string Kind, string Operation, ProbeState State, int? StatusCode, string? ErrorCode, TimeSpan Duration, string Note)
{
    /// <summary>The number of the connection, where there are several: 1 for the first. Its name would tell the tenant.</summary>
    public int Connection { get; init; } = 1;

    /// <summary>The result of an operation that was not tried, because the tenant has no policy of the kind.</summary>
    internal static ProbeResult WithoutPolicy(string kind, string operation) =>
        new(kind, operation, ProbeState.Unknown, null, null, TimeSpan.Zero, "There is no policy of this kind to try it on.");
}

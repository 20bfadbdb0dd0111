namespace DeviceStatus.Reporting.Documents;

/// <summary>A policy of which not every status was read.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Kind">The kind of the policy.</param>
/// <param name="PolicyName">The name of the policy, or its id.</param>
/// <param name="State"><c>Partial</c> or <c>Failed</c>.</param>
/// <param name="Read">How many statuses were read.</param>
/// <param name="Expected">How many there are.</param>
/// <param name="Reason">Why.</param>
public sealed record CoverageGap(
    string? Connection, string Kind, string? PolicyName, string State, long? Read, long? Expected, string? Reason);

namespace DeviceStatus.Reporting.Documents;

/// <summary>A policy whose statuses were not read completely.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Kind">The kind of the policy.</param>
/// <param name="PolicyName">The name of the policy, or its id.</param>
/// <param name="State"><c>Partial</c> or <c>Failed</c>.</param>
/// <param name="Read">The number of statuses that were read.</param>
/// <param name="Expected">The number of statuses in the overview.</param>
/// <param name="Reason">The reason.</param>
public sealed record CoverageGap(
    string? Connection, string Kind, string? PolicyName, string State, long? Read, long? Expected, string? Reason);

namespace DeviceStatus.Reporting.Runs;

/// <summary>The coverage of one policy.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Kind">The kind of the policy, or IosUpdate.</param>
/// <param name="PolicyId">The id of the policy.</param>
/// <param name="PolicyName">The name of the policy.</param>
/// <param name="Read">The number of statuses that were read.</param>
/// <param name="Expected">The number of statuses in the overview.</param>
/// <param name="State">Complete, Partial or Failed.</param>
/// <param name="Reason">The reason why it is not complete.</param>
/// <param name="Source">Collection or Report.</param>
public sealed record RunDocumentCoverage(
    string Connection,
    string Kind,
    string? PolicyId,
    string? PolicyName,
    long Read,
    long? Expected,
    string State,
    string? Reason,
    string Source);

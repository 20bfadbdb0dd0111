namespace DeviceStatus;

/// <summary>Describes how completely Get-DeviceStatus read the statuses of a policy.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Kind">The kind of the policy, or IosUpdate.</param>
/// <param name="PolicyId">The id of the policy; <see langword="null"/> for iOS updates, and for a kind whose policies could not be
/// listed.</param>
/// <param name="PolicyName">The name of the policy.</param>
/// <param name="Read">The number of statuses that were read, before <c>-Status</c> filtered them.</param>
/// <param name="Expected">The number of statuses in the overview or the report; <see langword="null"/> when neither states it.</param>
/// <param name="State">The state of the coverage.</param>
/// <param name="Reason">The reason why it is not complete, or why nothing is expected; <see langword="null"/> if there is none.</param>
public sealed record Coverage(
    string Connection, string Kind, string? PolicyId, string? PolicyName, long Read, long? Expected, CoverageState State, string? Reason)
{
    /// <summary>Whether the command ended before it read anything of the list.</summary>
    internal bool IsUnread { get; init; }

    /// <summary>The source of the statuses: <c>Collection</c> or <c>Report</c>.</summary>
    public string Source { get; init; } = nameof(StatusSource.Collection);
}

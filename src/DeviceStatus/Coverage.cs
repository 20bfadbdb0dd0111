namespace DeviceStatus;

/// <summary>How completely one policy's statuses were read by Get-DeviceStatus.</summary>
/// <param name="Connection">The name of the connection.</param>
/// <param name="Kind">The kind of the policy, or IosUpdate.</param>
/// <param name="PolicyId">The id of the policy; <see langword="null"/> for iOS updates, and for a kind whose policies could not be
/// listed.</param>
/// <param name="PolicyName">The name of the policy.</param>
/// <param name="Read">How many statuses were read, whatever <c>-Status</c> let through.</param>
/// <param name="Expected">How many the overview, or the report itself, counts; <see langword="null"/> when nothing counts them.</param>
/// <param name="State">How completely it was read.</param>
/// <param name="Reason">Why it is not complete, or why nothing is expected; <see langword="null"/> when there is nothing to say.</param>
public sealed record Coverage(
    string Connection, string Kind, string? PolicyId, string? PolicyName, long Read, long? Expected, CoverageState State, string? Reason)
{
    /// <summary>Whether the command ended before it read anything of the list.</summary>
    internal bool IsUnread { get; init; }

    /// <summary>Where the statuses came from: <c>Collection</c> or <c>Report</c>.</summary>
    public string Source { get; init; } = nameof(StatusSource.Collection);
}

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>The coverage of one policy: how completely a snapshot contains its statuses.</summary>
public sealed record SnapshotCoverage
{
    /// <summary>The tenant; <see langword="null"/> when it is not known.</summary>
    public string? TenantId { get; init; }

    /// <summary>The name of the connection.</summary>
    public string? Connection { get; init; }

    /// <summary>The kind of the policy, e.g. <c>DeviceCompliancePolicy</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The id of the policy; <see langword="null"/> for a kind without policies, or when the policies themselves could not be listed.
    /// </summary>
    public string? PolicyId { get; init; }

    /// <summary>The name of the policy.</summary>
    public string? PolicyName { get; init; }

    /// <summary>The number of statuses that were read.</summary>
    public long? Read { get; init; }

    /// <summary>The number of statuses in the overview of the policy.</summary>
    public long? Expected { get; init; }

    /// <summary>The state of the coverage.</summary>
    public SnapshotCoverageState State { get; init; }

    /// <summary>The reason why it is not complete.</summary>
    public string? Reason { get; init; }

    /// <summary>The state by its name. An unknown name is <see cref="SnapshotCoverageState.Unknown"/>.</summary>
    public string StateName
    {
        get => State.ToString();
        init => State = Enum.TryParse(value, ignoreCase: true, out SnapshotCoverageState state) && Enum.IsDefined(state)
            ? state
            : SnapshotCoverageState.Unknown;
    }

    /// <summary>The identity of the tenant in snapshots.</summary>
    internal string TenantKey => TenantId ?? Connection ?? string.Empty;
}

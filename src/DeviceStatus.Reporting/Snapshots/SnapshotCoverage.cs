namespace DeviceStatus.Reporting.Snapshots;

/// <summary>How much of one policy's statuses a snapshot holds.</summary>
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

    /// <summary>How many statuses were read.</summary>
    public long? Read { get; init; }

    /// <summary>How many the overview of the policy counts.</summary>
    public long? Expected { get; init; }

    /// <summary>How much was read.</summary>
    public SnapshotCoverageState State { get; init; }

    /// <summary>Why it is not complete.</summary>
    public string? Reason { get; init; }

    /// <summary>The state by its name; a name that is not known is <see cref="SnapshotCoverageState.Unknown"/>.</summary>
    public string StateName
    {
        get => State.ToString();
        init => State = Enum.TryParse(value, ignoreCase: true, out SnapshotCoverageState state) && Enum.IsDefined(state)
            ? state
            : SnapshotCoverageState.Unknown;
    }

    /// <summary>The tenant as snapshots tell tenants apart.</summary>
    internal string TenantKey => TenantId ?? Connection ?? string.Empty;
}

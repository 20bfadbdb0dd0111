namespace DeviceStatus.Reporting.Snapshots;

/// <summary>The first line of a snapshot: its content and coverage.</summary>
public sealed record SnapshotHeader
{
    /// <summary>The version of the format that this module writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>When the statuses were read.</summary>
    public required DateTimeOffset TakenOn { get; init; }

    /// <summary>The number of statuses.</summary>
    public int Statuses { get; init; }

    /// <summary>The tenants, in order.</summary>
    public IReadOnlyList<SnapshotTenant> Tenants { get; init; } = [];

    /// <summary>The kinds of policies, in order.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The nouns of the statuses, in order.</summary>
    public IReadOnlyList<string> Nouns { get; init; } = [];

    /// <summary>The coverage of each policy, in order.</summary>
    public IReadOnlyList<SnapshotCoverage> Coverage { get; init; } = [];
}

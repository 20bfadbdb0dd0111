namespace DeviceStatus;

/// <summary>The properties of every overview of a policy.</summary>
public abstract class OverviewShape
{
    private protected OverviewShape()
    {
    }

    /// <summary>Key of the overview.</summary>
    public string? Id { get; }

    /// <summary>The number that have not reported yet.</summary>
    public int? PendingCount { get; }

    /// <summary>The number to which the policy does not apply.</summary>
    public int? NotApplicableCount { get; }

    /// <summary>The number on which the policy succeeded.</summary>
    public int? SuccessCount { get; }

    /// <summary>The number with an error.</summary>
    public int? ErrorCount { get; }

    /// <summary>The number on which the policy failed.</summary>
    public int? FailedCount { get; }

    /// <summary>The number in conflict with another policy. In beta only.</summary>
    public int? ConflictCount { get; }

    /// <summary>When the overview was last computed.</summary>
    public DateTimeOffset? LastUpdateDateTime { get; }

    /// <summary>Version of the policy of the overview.</summary>
    public int? ConfigurationVersion { get; }

    /// <summary>The name of the connection over which it was read.</summary>
    public string? Connection { get; }
}

namespace DeviceStatus;

/// <summary>What every overview of a policy holds.</summary>
public abstract class OverviewShape
{
    private protected OverviewShape()
    {
    }

    /// <summary>Key of the overview.</summary>
    public string? Id { get; }

    /// <summary>How many have not reported yet.</summary>
    public int? PendingCount { get; }

    /// <summary>To how many the policy does not apply.</summary>
    public int? NotApplicableCount { get; }

    /// <summary>On how many the policy succeeded.</summary>
    public int? SuccessCount { get; }

    /// <summary>How many have an error.</summary>
    public int? ErrorCount { get; }

    /// <summary>On how many the policy failed.</summary>
    public int? FailedCount { get; }

    /// <summary>How many are in conflict with another policy. In beta only.</summary>
    public int? ConflictCount { get; }

    /// <summary>When the overview was last computed.</summary>
    public DateTimeOffset? LastUpdateDateTime { get; }

    /// <summary>Version of the policy that the overview is of.</summary>
    public int? ConfigurationVersion { get; }

    /// <summary>The name of the connection over which it was read.</summary>
    public string? Connection { get; }
}

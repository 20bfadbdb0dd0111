namespace DeviceStatus.Pipeline;

/// <summary>The options of a read by Get-DeviceStatus.</summary>
internal sealed record TenantReadOptions
{
    /// <summary>Where the statuses come from.</summary>
    internal StatusSource Source { get; init; }

    /// <summary>The statuses to output, or <see langword="null"/> for all.</summary>
    internal IReadOnlyList<string>? Statuses { get; init; }

    /// <summary>Whether the statuses are those of users.</summary>
    internal bool OfUsers { get; init; }

    /// <summary>Whether the user named the kinds of policy.</summary>
    internal bool AreKindsNamed { get; init; }

    /// <summary>Whether no policy and no kind was chosen.</summary>
    internal bool ReadsAllPolicies { get; init; }

    /// <summary>Export jobs of an earlier run.</summary>
    internal IReadOnlyList<string> JobIds { get; init; } = [];
}

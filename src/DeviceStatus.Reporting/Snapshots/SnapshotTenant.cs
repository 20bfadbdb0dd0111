namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A tenant of a snapshot.</summary>
/// <param name="TenantId">The id of the tenant; <see langword="null"/> when it is not known.</param>
/// <param name="Connection">The name of its connection.</param>
public sealed record SnapshotTenant(string? TenantId, string? Connection)
{
    /// <summary>The identity of the tenant in snapshots.</summary>
    internal string Key => TenantId ?? Connection ?? string.Empty;
}

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>A tenant that a snapshot has statuses of.</summary>
/// <param name="TenantId">The id of the tenant; <see langword="null"/> when it is not known.</param>
/// <param name="Connection">The name of the connection that it was read through.</param>
public sealed record SnapshotTenant(string? TenantId, string? Connection)
{
    /// <summary>The tenant as snapshots tell tenants apart.</summary>
    internal string Key => TenantId ?? Connection ?? string.Empty;
}

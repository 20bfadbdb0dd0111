using System.Globalization;

namespace DeviceStatus.Bench.Data;

/// <summary>The CSV files of the scenarios with many tenants.</summary>
internal static class TenantFiles
{
    /// <summary>The name of the connection of a tenant.</summary>
    internal static string Name(int tenant) => string.Create(CultureInfo.InvariantCulture, $"tenant-{tenant:D3}");

    /// <summary>The tenants, as Connect-DeviceStatus takes them.</summary>
    internal static string Tenants(BenchContext context, string name, IReadOnlyList<string> urls) => RowFiles.Write(
        context, $"{name}-{urls.Count}.csv", "Name,GraphEndpoint", urls.Count, i => $"{Name(i)},{urls[i]}");

    /// <summary>
    /// Updates of the statuses that the servers start with, sorted by tenant; the user name says which tenant each row is of.
    /// </summary>
    internal static string Updates(BenchContext context, int tenants, int rows) => RowFiles.Write(
        context, $"tenant-updates-{tenants}-{rows}.csv", "Connection,DeviceConfigurationId,Id,Status,UserName", tenants * rows,
        i => string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(i / rows)},{BenchContext.ConfigurationId},{RowFiles.SeededId(i % rows)},compliant,{Name(i / rows)}-{i % rows:D5}"));
}

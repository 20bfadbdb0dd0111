using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>One question that the benchmark answers, in one or more tables.</summary>
/// <param name="Name">The name for <c>--only</c>.</param>
/// <param name="NeedsPwsh">Whether nothing of it is left without a PowerShell.</param>
/// <param name="RunAsync">Measures.</param>
internal sealed record Scenario(string Name, bool NeedsPwsh, Func<BenchContext, CancellationToken, Task<IReadOnlyList<Table>>> RunAsync)
{
    internal static readonly IReadOnlyList<Scenario> All =
    [
        new("zero-latency", false, ZeroLatency.RunAsync),
        new("throughput", false, Throughput.RunAsync),
        new("quota", true, Quota.RunAsync),
        new("pace", false, Pace.RunAsync),
        new("peers", false, Peers.RunAsync),
        new("memory", true, Memory.RunAsync),
        new("chaos", true, Chaos.RunAsync),
        new("kill", true, Kill.RunAsync),
        new("start", true, Start.RunAsync),
        new("read", false, Read.RunAsync),
        new("read-many", false, ReadMany.RunAsync),
        new("cold", true, Cold.RunAsync),
        new("tenant", false, Tenant.RunAsync),
        new("tenants", true, Tenants.RunAsync),
        new("many-tenants", true, ManyTenants.RunAsync),
        new("report", true, Report.RunAsync),
    ];
}

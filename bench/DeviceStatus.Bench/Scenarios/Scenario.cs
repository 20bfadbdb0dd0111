using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>A scenario of the benchmark, which results in one or more tables.</summary>
/// <param name="Name">The name for <c>--only</c>.</param>
/// <param name="NeedsPwsh">Whether the whole scenario needs PowerShell.</param>
/// <param name="RunAsync">Runs the scenario.</param>
internal sealed record Scenario(string Name, bool NeedsPwsh, Func<BenchContext, CancellationToken, Task<IReadOnlyList<Table>>> RunAsync)
{
    internal static readonly IReadOnlyList<Scenario> All =
    [
        new("zero-latency", NeedsPwsh: false, ZeroLatency.RunAsync),
        new("throughput", NeedsPwsh: false, Throughput.RunAsync),
        new("quota", NeedsPwsh: true, Quota.RunAsync),
        new("pace", NeedsPwsh: false, Pace.RunAsync),
        new("peers", NeedsPwsh: false, Peers.RunAsync),
        new("memory", NeedsPwsh: true, Memory.RunAsync),
        new("chaos", NeedsPwsh: true, Chaos.RunAsync),
        new("kill", NeedsPwsh: true, Kill.RunAsync),
        new("start", NeedsPwsh: true, Start.RunAsync),
        new("read", NeedsPwsh: false, Read.RunAsync),
        new("read-many", NeedsPwsh: false, ReadMany.RunAsync),
        new("cold", NeedsPwsh: true, Cold.RunAsync),
        new("tenant", NeedsPwsh: false, Tenant.RunAsync),
        new("tenants", NeedsPwsh: true, Tenants.RunAsync),
        new("many-tenants", NeedsPwsh: true, ManyTenants.RunAsync),
        new("report", NeedsPwsh: true, Report.RunAsync),
    ];
}

using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Comparison;

/// <summary>Looks up how completely a snapshot contains the policy of a status.</summary>
internal sealed class CoverageLookup
{
    private readonly Dictionary<(string Tenant, string Kind, string PolicyId), SnapshotCoverageState> _states = [];
    private readonly HashSet<(string Tenant, string Kind)> _listed = [];
    private readonly bool _hasUsers;
    private readonly bool _hasDevices;
    private readonly bool _oneTenant;

    /// <param name="header">The header of the snapshot.</param>
    /// <param name="oneTenant">Whether both snapshots are of one tenant, whose name may differ.</param>
    internal CoverageLookup(SnapshotHeader header, bool oneTenant)
    {
        _oneTenant = oneTenant;
        _hasUsers = header.Nouns.Any(noun => noun.EndsWith("UserStatus", StringComparison.Ordinal));
        _hasDevices = header.Nouns.Any(noun => !noun.EndsWith("UserStatus", StringComparison.Ordinal));
        foreach (SnapshotCoverage coverage in header.Coverage)
        {
            string tenant = Tenant(coverage.TenantKey);
            _states[(tenant, coverage.Kind, coverage.PolicyId ?? string.Empty)] = coverage.State;
            _listed.Add((tenant, coverage.Kind));
        }

        // Statuses that were not read from a tenant do not show whether other policies exist.
        _listed.ExceptWith(
            _states.Where(pair => pair.Value == SnapshotCoverageState.Unknown).Select(pair => (pair.Key.Tenant, pair.Key.Kind)));
    }

    internal SnapshotCoverageState StateFor(SnapshotStatus status)
    {
        // Statuses of users and of devices are read by separate requests, so their coverage is independent.
        if (_hasUsers != _hasDevices && status.IsUserStatus != _hasUsers)
        {
            return SnapshotCoverageState.Unknown;
        }

        string tenant = Tenant(status.TenantKey);
        if (_states.TryGetValue((tenant, status.Kind, status.PolicyId ?? string.Empty), out SnapshotCoverageState state))
        {
            return state;
        }

        // A record without a policy is about the list of the policies itself.
        if (_states.TryGetValue((tenant, status.Kind, string.Empty), out SnapshotCoverageState list)
            && list != SnapshotCoverageState.Complete)
        {
            return list;
        }

        // The other policies of the kind were listed, so this policy was removed.
        return _listed.Contains((tenant, status.Kind)) ? SnapshotCoverageState.Complete : SnapshotCoverageState.Unknown;
    }

    private string Tenant(string key) => _oneTenant ? string.Empty : key;
}

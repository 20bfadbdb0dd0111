using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Comparison;

/// <summary>Compares two snapshots by reading both once in parallel, so that the memory does not depend on their size.</summary>
public sealed class SnapshotComparer
{
    private readonly ISnapshotSource _before;
    private readonly ISnapshotSource _after;
    private readonly CoverageLookup _coverageBefore;
    private readonly CoverageLookup _coverageAfter;
    private readonly bool _oneTenant;

    /// <summary>Checks that two snapshots can be compared.</summary>
    /// <param name="before">The reference.</param>
    /// <param name="after">The later snapshot.</param>
    /// <exception cref="SnapshotException">They have no tenant or no kind in common.</exception>
    public SnapshotComparer(ISnapshotSource before, ISnapshotSource after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        _before = before;
        _after = after;
        _oneTenant = CheckTenants(before.Header, after.Header);
        CheckKinds(before.Header, after.Header);
        _coverageBefore = new CoverageLookup(before.Header, _oneTenant);
        _coverageAfter = new CoverageLookup(after.Header, _oneTenant);
    }

    /// <summary>
    /// The number of statuses of the reference for which it is not known whether they were removed. Set when the comparison is complete.
    /// </summary>
    public int Undecided { get; private set; }

    /// <summary>
    /// The number of policies that one snapshot has from their collection and the other from a report. Set when the comparison is complete.
    /// </summary>
    /// <remarks>Their statuses are matched by device and user, and only the status is compared.</remarks>
    public int PoliciesOfTwoSources { get; private set; }

    /// <summary>Reads both snapshots in parallel.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A pair for each status of either snapshot, in the order of snapshots.</returns>
    /// <exception cref="SnapshotException">A file is damaged.</exception>
    public IEnumerable<StatusDifference> Join(CancellationToken cancellationToken)
    {
        Undecided = 0;
        PoliciesOfTwoSources = 0;
        using IEnumerator<SnapshotStatus> before = _before.Read(cancellationToken).GetEnumerator();
        using IEnumerator<SnapshotStatus> after = _after.Read(cancellationToken).GetEnumerator();
        bool hasBefore = before.MoveNext();
        bool hasAfter = after.MoveNext();
        while (hasBefore || hasAfter)
        {
            if (hasBefore && hasAfter && before.Current.IsFromReport != after.Current.IsFromReport
                && PolicyKey(before.Current) == PolicyKey(after.Current))
            {
                PoliciesOfTwoSources++;
                string policy = PolicyKey(before.Current);
                using PolicyStatuses left = new();
                using PolicyStatuses right = new();
                hasBefore = MoveAll(before, policy, left);
                hasAfter = MoveAll(after, policy, right);
                foreach (StatusDifference difference in JoinByDevice(left.Read(cancellationToken), right.Read(cancellationToken)))
                {
                    yield return difference;
                }

                continue;
            }

            int order = !hasBefore ? 1 : !hasAfter ? -1 : string.CompareOrdinal(Key(before.Current), Key(after.Current));
            if (order == 0)
            {
                yield return StatusDifference.Of(before.Current, after.Current);
                hasBefore = before.MoveNext();
                hasAfter = after.MoveNext();
            }
            else if (order < 0)
            {
                yield return CreateRemoved(before.Current);
                hasBefore = before.MoveNext();
            }
            else
            {
                yield return CreateAdded(after.Current);
                hasAfter = after.MoveNext();
            }
        }
    }

    /// <summary>The differences between the snapshots.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The differences in the order of snapshots.</returns>
    /// <exception cref="SnapshotException">A file is damaged.</exception>
    public IEnumerable<StatusDifference> Compare(CancellationToken cancellationToken) =>
        Join(cancellationToken).Where(difference => difference.Change is not null);

    private static bool CheckTenants(SnapshotHeader before, SnapshotHeader after)
    {
        SnapshotTenant[] left = OneATenant(before);
        SnapshotTenant[] right = OneATenant(after);
        if (left.Length == 0 || right.Length == 0)
        {
            return false;
        }

        // The name of a connection may change, so tenants are compared by id.
        if (left.Length == 1 && right.Length == 1
            && (left[0].TenantId is null || right[0].TenantId is null || left[0].TenantId == right[0].TenantId))
        {
            return true;
        }

        if (!left.Select(tenant => tenant.Key).Intersect(right.Select(tenant => tenant.Key), StringComparer.Ordinal).Any())
        {
            throw new SnapshotException(
                $"The snapshots are of different tenants: {Names(left)} and {Names(right)}. Compare snapshots of one tenant.");
        }

        return false;
    }

    private static SnapshotTenant[] OneATenant(SnapshotHeader header) => [.. header.Tenants.DistinctBy(tenant => tenant.Key)];

    private static string Names(IEnumerable<SnapshotTenant> tenants) =>
        string.Join(
            ", ",
            tenants.Select(tenant => tenant.TenantId is null ? $"'{tenant.Connection}'" : $"{tenant.TenantId} ('{tenant.Connection}')"));

    private static void CheckKinds(SnapshotHeader before, SnapshotHeader after)
    {
        if (before.Kinds.Count > 0 && after.Kinds.Count > 0 && !before.Kinds.Intersect(after.Kinds, StringComparer.Ordinal).Any())
        {
            throw new SnapshotException(
                $"The snapshots have no kind of policy in common: {string.Join(", ", before.Kinds)} and "
                    + $"{string.Join(", ", after.Kinds)}. Compare snapshots of the same kinds.");
        }
    }

    /// <summary>Moves the statuses of a policy to a collection, and returns whether others follow.</summary>
    private bool MoveAll(IEnumerator<SnapshotStatus> statuses, string policy, PolicyStatuses moved)
    {
        bool hasNext = true;
        while (hasNext && PolicyKey(statuses.Current) == policy)
        {
            moved.Add(statuses.Current);
            hasNext = statuses.MoveNext();
        }

        return hasNext;
    }

    private IEnumerable<StatusDifference> JoinByDevice(IEnumerable<SnapshotStatus> before, IEnumerable<SnapshotStatus> after)
    {
        using IEnumerator<SnapshotStatus> left = before.GetEnumerator();
        using IEnumerator<SnapshotStatus> right = after.GetEnumerator();
        bool hasLeft = left.MoveNext();
        bool hasRight = right.MoveNext();
        while (hasLeft || hasRight)
        {
            string? leftKey = hasLeft ? PolicyStatuses.IdentityOf(left.Current) : null;
            string? rightKey = hasRight ? PolicyStatuses.IdentityOf(right.Current) : null;
            string identity = rightKey is null || (leftKey is not null && string.CompareOrdinal(leftKey, rightKey) < 0)
                ? leftKey!
                : rightKey;
            hasLeft = MoveGroup(left, hasLeft, identity, out List<SnapshotStatus> old);
            hasRight = MoveGroup(right, hasRight, identity, out List<SnapshotStatus> current);
            foreach (StatusDifference difference in PairOf(old, current))
            {
                yield return difference;
            }
        }
    }

    private static bool MoveGroup(IEnumerator<SnapshotStatus> statuses, bool hasNext, string identity, out List<SnapshotStatus> group)
    {
        group = [];
        while (hasNext && PolicyStatuses.IdentityOf(statuses.Current) == identity)
        {
            group.Add(statuses.Current);
            hasNext = statuses.MoveNext();
        }

        return hasNext;
    }

    /// <summary>
    /// Pairs the statuses of one device and user: mostly one and one. Where names are not unique, those that are equal are paired first.
    /// </summary>
    private IEnumerable<StatusDifference> PairOf(List<SnapshotStatus> before, List<SnapshotStatus> after)
    {
        // Without a name it is not known which device it is.
        if ((before.Count > 0 ? before[0] : after[0]).DisplayName is null or "")
        {
            Undecided += before.Count;
            return before.Select(status => new StatusDifference(status, null, null, []))
                .Concat(after.Select(status => new StatusDifference(null, status, null, [])));
        }

        List<StatusDifference> differences = [];
        foreach (SnapshotStatus status in before.ToArray())
        {
            int equal = after.FindIndex(other => StatusDifference.StatusText(other) == StatusDifference.StatusText(status));
            if (equal >= 0)
            {
                differences.Add(StatusDifference.Of(status, after[equal], isStatusOnly: true));
                before.Remove(status);
                after.RemoveAt(equal);
            }
        }

        int pairs = Math.Min(before.Count, after.Count);
        differences.AddRange(before.Zip(after, (old, current) => StatusDifference.Of(old, current, isStatusOnly: true)));
        differences.AddRange(before.Skip(pairs).Select(CreateRemoved));
        differences.AddRange(after.Skip(pairs).Select(CreateAdded));
        return differences;
    }

    private string PolicyKey(SnapshotStatus status) =>
        _oneTenant ? status.PolicyKey : status.TenantKey + '\0' + status.PolicyKey;

    private string Key(SnapshotStatus status) => _oneTenant ? status.ItemKey : status.SortKey;

    private StatusDifference CreateRemoved(SnapshotStatus before)
    {
        bool isGone = _coverageAfter.StateFor(before) == SnapshotCoverageState.Complete;
        if (!isGone)
        {
            Undecided++;
        }

        return new StatusDifference(before, null, isGone ? ChangeKind.Removed : null, []);
    }

    private StatusDifference CreateAdded(SnapshotStatus after)
    {
        // A status of a policy that was not read completely may have existed already.
        bool isNew = _coverageBefore.StateFor(after) is SnapshotCoverageState.Complete or SnapshotCoverageState.Unknown;
        return new StatusDifference(null, after, isNew ? ChangeKind.Added : null, []);
    }
}

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Collects statuses and their coverage for a snapshot. Not thread-safe.</summary>
public sealed class SnapshotBuilder : ISnapshotSource, IDisposable
{
    private readonly SnapshotSorter _sorter;
    private readonly DateTimeOffset _takenOn;
    private readonly Dictionary<(string Tenant, string Kind, string PolicyId), SnapshotCoverage> _coverage = [];
    private readonly Dictionary<(string Tenant, string Kind, string PolicyId), SeenPolicy> _seen = [];
    private readonly HashSet<SnapshotTenant> _tenants = [];
    private readonly HashSet<string> _nouns = new(StringComparer.Ordinal);
    private SnapshotHeader? _header;

    /// <summary>Creates an empty builder.</summary>
    /// <param name="takenOn">When the statuses were read.</param>
    public SnapshotBuilder(DateTimeOffset takenOn)
        : this(takenOn, new SnapshotSorter())
    {
    }

    internal SnapshotBuilder(DateTimeOffset takenOn, SnapshotSorter sorter)
    {
        _takenOn = takenOn;
        _sorter = sorter;
    }

    /// <summary>Whether the statuses are complete, so that policies without a coverage record count as complete.</summary>
    public bool IsComplete { get; set; }

    /// <summary>The number of statuses added, including duplicates.</summary>
    public int Added => _sorter.Added;

    /// <summary>The policies of the statuses added, each with its tenant.</summary>
    public IEnumerable<(string? Connection, string Kind, string? PolicyId)> Policies =>
        _seen.Values.Select(seen => (seen.First.Connection, seen.First.Kind, seen.First.PolicyId));

    /// <summary>The policies whose statuses are incomplete, in order.</summary>
    public IEnumerable<SnapshotCoverage> Gaps => Header.Coverage.Where(coverage => coverage.State != SnapshotCoverageState.Complete);

    /// <inheritdoc/>
    public SnapshotHeader Header => _header ??= CreateHeader();

    /// <summary>Adds a status.</summary>
    /// <param name="status">The status.</param>
    public void Add(SnapshotStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        _header = null;
        _sorter.Add(status);
        _nouns.Add(status.Noun);
        _tenants.Add(new SnapshotTenant(status.TenantId, status.Connection));
        (string, string, string) key = (status.TenantKey, status.Kind, status.PolicyId ?? string.Empty);
        if (!_seen.TryGetValue(key, out SeenPolicy? seen))
        {
            _seen[key] = seen = new SeenPolicy(status);
        }

        seen.Count++;
    }

    /// <summary>Adds the coverage of one policy. Of two records for one policy the less complete counts.</summary>
    /// <param name="coverage">The record.</param>
    public void Add(SnapshotCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        _header = null;
        (string, string, string) key = (coverage.TenantKey, coverage.Kind, coverage.PolicyId ?? string.Empty);
        if (!_coverage.TryGetValue(key, out SnapshotCoverage? before) || coverage.State > before.State
            || before.State == SnapshotCoverageState.Unknown)
        {
            _coverage[key] = coverage;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<SnapshotStatus> Read(CancellationToken cancellationToken)
    {
        foreach (SnapshotLine line in _sorter.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return SnapshotJson.ReadStatus(line.Bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sorter.Dispose();

    /// <summary>The lines of the statuses, in order.</summary>
    internal IEnumerable<SnapshotLine> ReadLines() => _sorter.Read();

    private SnapshotHeader CreateHeader()
    {
        List<SnapshotCoverage> coverage = [.. _coverage.Select(pair => Checked(pair.Value, _seen.GetValueOrDefault(pair.Key)))];
        coverage.AddRange(_seen.Where(pair => !_coverage.ContainsKey(pair.Key)).Select(pair => new SnapshotCoverage
        {
            TenantId = pair.Value.First.TenantId,
            Connection = pair.Value.First.Connection,
            Kind = pair.Value.First.Kind,
            PolicyId = pair.Value.First.PolicyId,
            PolicyName = pair.Value.First.PolicyName,
            Read = pair.Value.Count,
            State = IsComplete ? SnapshotCoverageState.Complete : SnapshotCoverageState.Unknown,
            Reason = IsComplete ? null : "It is not known whether these are all statuses of the policy.",
        }));
        _tenants.UnionWith(_coverage.Values.Select(one => new SnapshotTenant(one.TenantId, one.Connection)));
        return new SnapshotHeader
        {
            TakenOn = _takenOn,
            Statuses = _sorter.Read().Count(),
            Tenants =
            [
                .. _tenants.OrderBy(tenant => tenant.Key, StringComparer.Ordinal)
                    .ThenBy(tenant => tenant.Connection, StringComparer.Ordinal),
            ],
            Kinds = [.. coverage.Select(one => one.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Nouns = [.. _nouns.Order(StringComparer.Ordinal)],
            Coverage =
            [
                .. coverage
                    .OrderBy(one => one.TenantKey, StringComparer.Ordinal)
                    .ThenBy(one => one.Kind, StringComparer.Ordinal)
                    .ThenBy(one => one.PolicyId, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>A policy that was read completely and then filtered is not complete in the snapshot.</summary>
    private static SnapshotCoverage Checked(SnapshotCoverage coverage, SeenPolicy? seen)
    {
        long here = seen?.Count ?? 0;
        return coverage.State == SnapshotCoverageState.Complete && coverage.Read > here
            ? coverage with
            {
                State = SnapshotCoverageState.Partial,
                Reason = FormattableString.Invariant($"{here} of {coverage.Read} statuses that were read are here."),
            }
            : coverage;
    }

    private sealed class SeenPolicy(SnapshotStatus first)
    {
        internal SnapshotStatus First { get; } = first;

        internal long Count { get; set; }
    }
}

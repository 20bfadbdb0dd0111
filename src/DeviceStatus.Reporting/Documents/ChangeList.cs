namespace DeviceStatus.Reporting.Documents;

/// <summary>What changed since a reference: counts of all changes, and the first of each sort. Bounded.</summary>
/// <param name="since">When the reference was taken; <see langword="null"/> when it is not known.</param>
public sealed class ChangeList(DateTimeOffset? since)
{
    /// <summary>How many changes of one sort are kept.</summary>
    public const int MaxKept = 200;

    /// <summary>The sorts of changes, the most urgent first.</summary>
    public static IReadOnlyList<string> Order { get; } = ["Regressed", "Recovered", "Added", "Removed", "Changed"];

    private readonly Dictionary<string, int> _counts = Order.ToDictionary(kind => kind, _ => 0, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ReportChange>> _kept =
        Order.ToDictionary(kind => kind, _ => new List<ReportChange>(), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<(string? Connection, string Policy), Dictionary<string, int>> _byPolicy = [];
    private readonly Dictionary<string, ChangeList> _byTenant = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the reference was taken.</summary>
    public DateTimeOffset? Since { get; } = since;

    /// <summary>The number of all changes.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>
    /// The number of statuses of which it cannot be said whether they are gone, because their policies were not read completely.
    /// </summary>
    public int Undecided { get; set; }

    /// <summary>Adds a change. One of a sort that is not known is counted as changed.</summary>
    /// <param name="change">The change.</param>
    public void Add(ReportChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        string kind = Order.FirstOrDefault(known => string.Equals(known, change.Change, StringComparison.OrdinalIgnoreCase)) ?? "Changed";
        Count(kind, change);
        if (change.Connection is { Length: > 0 } tenant)
        {
            Of(tenant).Count(kind, change);
        }

        (string?, string) policy = (change.Connection, change.PolicyName ?? change.PolicyId ?? change.PolicyKind ?? "(no policy)");
        if (!_byPolicy.TryGetValue(policy, out Dictionary<string, int>? counts))
        {
            _byPolicy[policy] = counts = new(StringComparer.Ordinal);
        }

        counts[kind] = counts.GetValueOrDefault(kind) + 1;
    }

    /// <summary>The number of changes of one sort.</summary>
    /// <param name="kind">The sort.</param>
    /// <returns>The number.</returns>
    public int CountOf(string kind) => _counts.GetValueOrDefault(kind);

    /// <summary>The first changes of one sort, at most <see cref="MaxKept"/>.</summary>
    /// <param name="kind">The sort.</param>
    /// <returns>The changes in the order in which they came.</returns>
    public IReadOnlyList<ReportChange> Kept(string kind) => _kept.TryGetValue(kind, out List<ReportChange>? kept) ? kept : [];

    /// <summary>The changes of one tenant.</summary>
    /// <param name="connection">The name of the connection.</param>
    /// <returns>The changes; a list that is empty when the tenant has none.</returns>
    public ChangeList Of(string connection)
    {
        if (!_byTenant.TryGetValue(connection, out ChangeList? list))
        {
            _byTenant[connection] = list = new ChangeList(Since);
        }

        return list;
    }

    /// <summary>The changes by policy, the policy with the most regressions first.</summary>
    /// <returns>For each policy its connection, its name and how many changes of each sort it has.</returns>
    public IReadOnlyList<(string? Connection, string Policy, IReadOnlyDictionary<string, int> Counts)> ByPolicy() =>
    [
        .. _byPolicy
            .OrderByDescending(pair => pair.Value.GetValueOrDefault("Regressed"))
            .ThenByDescending(pair => pair.Value.Values.Sum())
            .ThenBy(pair => pair.Key.Policy, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Connection, StringComparer.Ordinal)
            .Select(pair => (pair.Key.Connection, pair.Key.Policy, (IReadOnlyDictionary<string, int>)pair.Value)),
    ];

    private void Count(string kind, ReportChange change)
    {
        _counts[kind]++;
        if (_kept[kind].Count < MaxKept)
        {
            _kept[kind].Add(change);
        }
    }
}

namespace DeviceStatus.Reporting.Documents;

/// <summary>The changes since a reference: the counts of all changes, and the first changes of each kind. Bounded.</summary>
/// <param name="since">When the reference was created, or <see langword="null"/> if it is not known.</param>
public sealed class ChangeList(DateTimeOffset? since)
{
    /// <summary>The maximum number of changes of one kind that are kept.</summary>
    public const int MaxKept = 200;

    /// <summary>The kinds of changes, the most urgent first.</summary>
    public static IReadOnlyList<string> Order { get; } = ["Regressed", "Recovered", "Added", "Removed", "Changed"];

    private readonly Dictionary<string, int> _counts = Order.ToDictionary(kind => kind, _ => 0, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ReportChange>> _kept =
        Order.ToDictionary(kind => kind, _ => new List<ReportChange>(), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<(string? Connection, string Policy), Dictionary<string, int>> _byPolicy = [];
    private readonly Dictionary<string, ChangeList> _byTenant = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the reference was created.</summary>
    public DateTimeOffset? Since { get; } = since;

    /// <summary>The number of all changes.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>
    /// The number of statuses for which it is not known whether they were removed, because their policies were not read completely.
    /// </summary>
    public int Undecided { get; set; }

    /// <summary>Adds a change. A change of an unknown kind is counted as changed.</summary>
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

    /// <summary>The number of changes of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The number.</returns>
    public int CountOf(string kind) => _counts.GetValueOrDefault(kind);

    /// <summary>The first changes of one kind, at most <see cref="MaxKept"/>.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The changes in input order.</returns>
    public IReadOnlyList<ReportChange> Kept(string kind) => _kept.TryGetValue(kind, out List<ReportChange>? kept) ? kept : [];

    /// <summary>The changes of one tenant.</summary>
    /// <param name="connection">The name of the connection.</param>
    /// <returns>The changes, or an empty list if the tenant has none.</returns>
    public ChangeList Of(string connection)
    {
        if (!_byTenant.TryGetValue(connection, out ChangeList? list))
        {
            _byTenant[connection] = list = new ChangeList(Since);
        }

        return list;
    }

    /// <summary>The changes by policy, the policy with the most regressions first.</summary>
    /// <returns>For each policy its connection, its name and the number of changes of each kind.</returns>
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

namespace DeviceStatus.Reporting.Summaries;

/// <summary>Counts rows by policy, and within a policy by meaning, in bounded memory.</summary>
internal sealed class PolicyTally
{
    private readonly Dictionary<(string? Connection, string? Kind, string? Id), PolicyCount> _counts = [];

    /// <summary>Whether any row has a policy.</summary>
    internal bool HasPolicies { get; private set; }

    internal void Add(ReportRow row, StatusMeaning meaning)
    {
        bool isNamed = row.ParentId is not null || row.PolicyName is not null || row.PolicyKind is not null;
        HasPolicies |= isNamed;
        (string?, string?, string?) key = isNamed ? (row.Connection, row.PolicyKind, row.ParentId ?? row.PolicyName) : default;
        if (!_counts.ContainsKey(key) && _counts.Count >= ValueTally.MaxValues)
        {
            key = (null, null, ValueTally.Rest);
        }

        if (!_counts.TryGetValue(key, out PolicyCount? count))
        {
            _counts[key] = count = new PolicyCount(key.Item1, key.Item2, key.Item3);
        }

        count.Add(row, meaning);
    }

    /// <summary>The counts, the policy with the most failures first.</summary>
    internal IReadOnlyList<PolicyCount> ToCounts() =>
    [
        .. _counts.Values
            .OrderByDescending(count => count.CountOf(StatusMeaning.Bad))
            .ThenByDescending(count => count.CountOf(StatusMeaning.Pending))
            .ThenByDescending(count => count.Count)
            .ThenBy(count => count.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(count => count.Connection, StringComparer.Ordinal)
            .ThenBy(count => count.Id, StringComparer.Ordinal),
    ];
}

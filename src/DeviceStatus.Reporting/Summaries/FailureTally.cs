namespace DeviceStatus.Reporting.Summaries;

/// <summary>Groups failures by error and reason, in bounded memory.</summary>
internal sealed class FailureTally
{
    private readonly Dictionary<(string Id, string Pattern), Group> _groups = [];

    internal int Count { get; private set; }

    internal void Add(Failure failure, int count = 1)
    {
        Count += count;
        (string, string) key = (failure.ErrorId, failure.Pattern);
        if (!_groups.ContainsKey(key) && _groups.Count >= ValueTally.MaxValues)
        {
            key = (failure.ErrorId, ValueTally.Rest);
        }

        if (!_groups.TryGetValue(key, out Group? group))
        {
            _groups[key] = group = new Group(failure);
        }

        group.Count += count;
        group.Varies |= !string.Equals(group.First.Reason, failure.Reason, StringComparison.Ordinal);
    }

    internal IReadOnlyList<FailureGroup> ToGroups() =>
    [
        .. _groups
            .Select(pair => new FailureGroup(
                pair.Key.Id,
                pair.Value.Varies ? pair.Key.Pattern : pair.Value.First.Reason,
                pair.Value.First.Meaning,
                pair.Value.Count,
                100d * pair.Value.Count / Count))
            .OrderByDescending(group => group.Meaning)
            .ThenByDescending(group => group.Count)
            .ThenBy(group => group.ErrorId, StringComparer.Ordinal)
            .ThenBy(group => group.Reason, StringComparer.Ordinal),
    ];

    private sealed class Group(Failure first)
    {
        internal Failure First { get; } = first;

        internal int Count { get; set; }

        internal bool Varies { get; set; }
    }
}

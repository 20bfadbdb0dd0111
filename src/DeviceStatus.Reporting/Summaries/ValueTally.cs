namespace DeviceStatus.Reporting.Summaries;

/// <summary>Counts rows by the values of one property, and within a value by meaning, in bounded memory.</summary>
internal sealed class ValueTally(SummaryProperty property, int maxValues = ValueTally.MaxValues)
{
    // The maximum number of values that are counted separately. A column may unexpectedly contain a different value in each row.
    internal const int MaxValues = 10_000;
    internal const string Rest = "(other values)";

    private readonly Dictionary<string, int[]> _counts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of rows with the property.</summary>
    internal int Stated { get; private set; }

    internal void Add(string? value, StatusMeaning meaning, int count = 1)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        Stated += count;
        if (!_counts.ContainsKey(value) && _counts.Count >= maxValues)
        {
            value = Rest;
        }

        if (!_counts.TryGetValue(value, out int[]? byMeaning))
        {
            _counts[value] = byMeaning = new int[4];
        }

        byMeaning[(int)meaning] += count;
    }

    internal int CountOf(string value) => _counts.TryGetValue(value, out int[]? byMeaning) ? byMeaning.Sum() : 0;

    /// <summary>The counts, the largest first.</summary>
    /// <param name="meaning">The meaning of a value.</param>
    /// <returns>One count for each value.</returns>
    internal IReadOnlyList<StatusCount> ToCounts(Func<string, StatusMeaning> meaning) =>
    [
        .. _counts
            .Select(pair => new StatusCount(property, pair.Key, meaning(pair.Key), (int[])pair.Value.Clone(), Stated))
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Value, StringComparer.OrdinalIgnoreCase),
    ];
}

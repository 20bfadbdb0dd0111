namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The columns of a report, which the service may write in any order.</summary>
internal sealed class ReportHeader
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.OrdinalIgnoreCase);

    internal ReportHeader(IReadOnlyList<string> names)
    {
        Names = names;
        for (int i = 0; i < names.Count; i++)
        {
            _indexes.TryAdd(names[i], i);
        }
    }

    internal IReadOnlyList<string> Names { get; }

    /// <summary>The index of a column, or -1.</summary>
    internal int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);
}

using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Reporting.Documents;

/// <summary>The rows that are listed in the summary: the next grace periods to end, and the first failures. Bounded.</summary>
/// <param name="asOf">The point in time from which grace periods are counted.</param>
/// <param name="graceDays">The number of days that counts as soon.</param>
internal sealed class ReportHighlights(DateTimeOffset asOf, int graceDays)
{
    internal const int MaxEnding = 12;
    internal const int MaxFailed = 200;

    private readonly GracePeriod _grace = new(asOf, graceDays);
    private readonly PriorityQueue<ReportRow, (DateTimeOffset Latest, int Order)> _ending =
        new(Comparer<(DateTimeOffset Latest, int Order)>.Create((left, right) => right.CompareTo(left)));

    private readonly List<(ReportRow Row, Failure Failure)> _failed = [];
    private int _added;

    internal IReadOnlyList<(ReportRow Row, Failure Failure)> Failed => _failed;

    /// <summary>The rows whose grace period ends next, the soonest first.</summary>
    internal IReadOnlyList<ReportRow> Ending =>
        [.. _ending.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];

    internal void Add(ReportRow row)
    {
        if (_grace.Of(row.ComplianceGracePeriodExpirationDateTime) == _grace.Soon)
        {
            _ending.Enqueue(row, (row.ComplianceGracePeriodExpirationDateTime!.Value, _added++));
            if (_ending.Count > MaxEnding)
            {
                _ending.Dequeue();
            }
        }

        if (_failed.Count < MaxFailed && Failure.Of(row) is { } failure)
        {
            _failed.Add((row, failure));
        }
    }
}

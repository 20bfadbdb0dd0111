using System.Globalization;
using System.Text;

namespace DeviceStatus.Pipeline;

/// <summary>Counts for -WhatIf what a run would do. The first rows are shown in full, the others only counted.</summary>
internal sealed class WhatIfSummary
{
    /// <summary>The number of rows that are shown in full.</summary>
    internal const int RowsShown = 10;
    private const int MaxPoliciesCounted = 10_000;
    private readonly SortedDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _policies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Connection, long> _sentOver = [];
    private long _unchanged;

    /// <summary>The number of rows that would be sent.</summary>
    internal long Sent { get; private set; }

    /// <summary>Whether the next row that would be sent is shown in full.</summary>
    internal bool IsShown => Sent < RowsShown;

    private long Refused => _refused.Values.Sum();

    /// <summary>Counts a row that would be sent.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="method">The HTTP method of its request.</param>
    /// <param name="policyId">The id of its policy, if there is one.</param>
    internal void AddSent(Connection connection, string method, string? policyId)
    {
        Sent++;
        _sentOver[connection] = _sentOver.GetValueOrDefault(connection) + 1;
        _sent[method] = _sent.GetValueOrDefault(method) + 1;
        if (policyId is not null && _policies.Count < MaxPoliciesCounted)
        {
            _policies.Add(policyId);
        }
    }

    /// <summary>Counts a row that would be refused, and whose error was written.</summary>
    /// <param name="errorId">The id of the error.</param>
    internal void AddRefused(string errorId) => _refused[errorId] = _refused.GetValueOrDefault(errorId) + 1;

    /// <summary>Counts a row that changes nothing and would not be sent.</summary>
    internal void AddUnchanged() => _unchanged++;

    /// <summary>The lines at the end of a run of several rows; none for a single row.</summary>
    internal IEnumerable<string> Lines()
    {
        if (Sent + Refused + _unchanged < 2)
        {
            yield break;
        }

        if (Sent > RowsShown)
        {
            yield return Text($"What if: {Sent - RowsShown:N0} further rows that would be sent are not shown one by one.")
                + " Test-DeviceStatusInput checks the file without a connection.";
        }

        if (_unchanged > 0)
        {
            yield return Text($"What if: {Rows(_unchanged)} would not be sent, because nothing in them was changed.");
        }

        if (Refused > 0)
        {
            yield return Text($"What if: {Rows(Refused)} would be refused ({Counts(_refused)}); the errors say which ones and why.");
        }

        if (Sent > 0)
        {
            string bound = _policies.Count == MaxPoliciesCounted ? "more than " : string.Empty;
            string policies = _policies.Count == 0
                ? string.Empty
                : Text($" of {bound}{_policies.Count:N0} {(_policies.Count == 1 ? "policy" : "policies")}");
            yield return Text($"What if: {Rows(Sent)}{policies} would be sent ({Counts(_sent)}) {Pace()}.");
        }
    }

    /// <summary>
    /// Describes the shortest possible duration, as the end of a sentence. The connections run concurrently, so the slowest determines it.
    /// </summary>
    private string Pace()
    {
        (Connection slowest, long rows) = _sentOver.MaxBy(static pair => ShortestTime(pair.Key, pair.Value));
        TimeSpan shortest = ShortestTime(slowest, rows);
        int limit = slowest.WriteLimit;
        string pace = limit == 0 ? "without pacing"
            : shortest == TimeSpan.Zero ? Text($"at once, within the quota of {limit} writes in 20 s")
            : Text($"in at least {Durations.Text(shortest)}, at {limit} writes in 20 s");
        return _sentOver.Count == 1
            ? pace
            : Text($"over {_sentOver.Count:N0} connections side by side, the slowest of them '{slowest.Name}', {pace}");
    }

    private static TimeSpan ShortestTime(Connection connection, long rows) => connection.Client.Pacer.MinimumDuration(rows);

    private static string Rows(long count) => Text($"{count:N0} {(count == 1 ? "row" : "rows")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Counts(SortedDictionary<string, long> counts)
    {
        StringBuilder text = new();
        foreach ((string kind, long count) in counts)
        {
            text.Append(text.Length > 0 ? ", " : string.Empty).Append(CultureInfo.InvariantCulture, $"{kind} {count:N0}");
        }

        return text.ToString();
    }
}

using DeviceStatus.Graph.Batching;
using Newtonsoft.Json;

namespace DeviceStatus;

/// <summary>The figures of one connection in a run. They are updated while the run is in progress.</summary>
public sealed class RunPart
{
    private readonly RunStatistics _statistics;
    private readonly Connection? _source;
    private readonly Func<long> _waiting;
    private long? _lists;
    private TimeSpan _extended;
    private readonly List<Coverage> _coverage = [];

    /// <summary>Creates the part of a write.</summary>
    /// <param name="connection">The connection; <see langword="null"/> for rows that name no open one.</param>
    /// <param name="statistics">The figures of the engine.</param>
    /// <param name="waiting">Counts the rows that wait for the connection.</param>
    internal RunPart(Connection? connection, RunStatistics statistics, Func<long> waiting)
    {
        _source = connection;
        _statistics = statistics;
        _waiting = waiting;
    }

    /// <summary>Creates the part of a read, whose rows are lists.</summary>
    internal RunPart(Connection connection, RunStatistics statistics, long lists)
        : this(connection, statistics, static () => 0) => _lists = lists;

    /// <summary>The name of the connection; <see langword="null"/> for rows that name no open connection.</summary>
    public string? Connection => _source?.Name;

    /// <summary>The tenant of the connection, if it is known.</summary>
    public string? TenantId => _source?.TenantId;

    /// <summary>The root of Graph, without version.</summary>
    public Uri? GraphEndpoint => _source?.GraphEndpoint;

    /// <summary>When the first row of the connection arrived, in local time.</summary>
    public DateTimeOffset StartedOn => _statistics.StartedOn.ToLocalTime();

    /// <summary>
    /// The duration of its rows so far. ConvertTo-Json omits it, because at the default depth it would be truncated with a warning.
    /// </summary>
    [JsonIgnore]
    public TimeSpan Duration => _statistics.Duration > _extended ? _statistics.Duration : _extended;

    /// <summary>The number of rows; for a read, of the lists of statuses to read.</summary>
    public long Rows => _lists ?? (_statistics.Rows + _waiting());

    /// <summary>Rows that the service did; for a read, the lists that are complete.</summary>
    public long Done => _lists is null ? _statistics.Done : CountCoverage(each => each.State == CoverageState.Complete);

    /// <summary>
    /// Rows that were refused; for a read, the lists that are partial or failed, without those that were not read at all.
    /// </summary>
    public long Failed =>
        _lists is null ? _statistics.Failed : CountCoverage(each => each is { IsUnread: false, State: not CoverageState.Complete });

    /// <summary>Rows that were not sent; for a read, the lists of which nothing was read because the command ended before.</summary>
    public long NotSent => _lists is null ? _statistics.NotSent : CountCoverage(each => each.IsUnread);

    /// <summary>Rows that were sent without a response that proves what was done.</summary>
    public long OutcomeUnknown => _lists is null ? _statistics.Unknown : 0;

    /// <summary>Rows that an earlier run with the same journal had done.</summary>
    public long Skipped => _lists is null ? _statistics.Skipped : 0;

    /// <summary>HTTP requests, a batch counted as one.</summary>
    public long Requests => _statistics.Requests;

    /// <summary>Batches among the requests.</summary>
    public long Batches => _statistics.Batches;

    /// <summary>Rows sent again.</summary>
    public long Retries => _statistics.Retries;

    /// <summary>Responses 429, each item of a batch counted.</summary>
    public long Throttled => _statistics.Throttled;

    /// <summary>How long the connection waited for quota. ConvertTo-Json omits it.</summary>
    [JsonIgnore]
    public TimeSpan QuotaWait => _statistics.QuotaWait;

    /// <summary>The configured number of writes in 20 seconds; 0 means no pacing.</summary>
    public int WriteLimit => _source?.Client.Pacer.WriteLimit ?? 0;

    /// <summary>The current limit: <see cref="WriteLimit"/>, or less after the service throttled.</summary>
    public int CurrentWriteLimit => _source?.Client.Pacer.CurrentWriteLimit ?? 0;

    /// <summary>Rows that the service responded to in a second.</summary>
    public double RowsPerSecond => Math.Round((Done + Failed + OutcomeUnknown) / Math.Max(Duration.TotalSeconds, 0.001), 1);

    /// <summary>
    /// For a read, the coverage of each policy in the order of reading; empty for a write. ConvertTo-Json omits it, because
    /// <see cref="Run.Coverage"/> contains that of all connections.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<Coverage> Coverage
    {
        get
        {
            lock (_coverage)
            {
                // An array, because PowerShell cannot index other lists from their end.
                return _coverage.ToArray();
            }
        }
    }

    /// <summary>The work is not finished although every request of the lists has its response, because a report is read.</summary>
    internal void Extend() => _extended = DateTimeOffset.UtcNow - _statistics.StartedOn;

    /// <summary>Whether the rows are lists that are read.</summary>
    internal bool IsRead => _lists is not null;

    /// <summary>Rows that ended, whatever their outcome.</summary>
    internal long Completed => _lists is null ? _statistics.Completed : Done + Failed + NotSent;

    /// <summary>Whether the connection is waiting for quota.</summary>
    internal bool IsWaiting => _statistics.IsWaiting;

    /// <summary>When the last row ended, or now.</summary>
    internal DateTimeOffset EndedOn => _statistics.StartedOn + Duration;

    /// <summary>The number of rows that were sent and have no outcome.</summary>
    internal long InFlight => _statistics.InFlight;

    /// <summary>Whether rows are left that were not sent, although none of them was stopped by the failures of others.</summary>
    internal bool IsUnfinished => _lists is null && NotSent > 0 && !_statistics.IsStoppedByErrors;

    /// <summary>The coverage of a read that meets a condition.</summary>
    internal long CountCoverage(Func<Coverage, bool> condition)
    {
        lock (_coverage)
        {
            return _coverage.Count(condition);
        }
    }

    /// <summary>The shortest time that the quota of the connection allows for the rows that are not in flight, and some more.</summary>
    internal TimeSpan MinimumTimeFor(long more) =>
        _source?.Client.Pacer.MinimumDuration(Rows - Completed - InFlight + more) ?? TimeSpan.Zero;

    /// <summary>The part in one line.</summary>
    /// <returns>For example <c>Contoso: 300 rows: 297 done, 3 failed</c>.</returns>
    public override string ToString() => RunSummary.Describe(this);

    internal bool Is(Connection? connection) => ReferenceEquals(_source, connection);

    /// <summary>Adds lists to read.</summary>
    internal void AddLists(int count)
    {
        lock (_coverage)
        {
            _lists += count;
        }
    }

    internal void Add(Coverage coverage)
    {
        lock (_coverage)
        {
            _coverage.Add(coverage);
        }
    }
}

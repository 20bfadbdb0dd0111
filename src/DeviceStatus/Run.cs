using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Output;
using DeviceStatus.Reporting.Runs;

namespace DeviceStatus;

/// <summary>
/// The figures of one run of a write command or of Get-DeviceStatus, as Get-DeviceStatusRun shows them; live while the run goes on.
/// </summary>
public sealed class Run
{
    private const int MaxFailures = 10_000;
    private readonly IReadOnlyList<RunStatistics> _statistics;
    private readonly List<RunFailure> _failures = [];
    private readonly List<Coverage> _coverage = [];
    private readonly long? _lists;
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;
    private volatile bool _isSignInRefused;
    private volatile RunState _state;

    internal Run(int id, string command, Connection connection, RunStatistics statistics, string? journalPath)
    {
        Id = id;
        Command = command;
        Connection = connection.Name;
        _statistics = [statistics];
        JournalPath = journalPath;
    }

    /// <summary>Makes the run of a read, whose rows are lists.</summary>
    internal Run(int id, string command, string connections, IReadOnlyList<RunStatistics> statistics, long lists)
    {
        Id = id;
        Command = command;
        Connection = connections;
        _statistics = statistics;
        _lists = lists;
    }

    /// <summary>Makes the run of a command that took in no row.</summary>
    internal Run(int id, string command, string connection, RunState state)
    {
        Id = id;
        Command = command;
        Connection = connection;
        _statistics = [];
        _state = state;
        EndedOn = Stopwatch.GetTimestamp();
    }

    /// <summary>The version of the shape that <c>Get-DeviceStatusRun -AsJson</c> writes.</summary>
    public int SchemaVersion { get; } = RunDocument.CurrentVersion;

    /// <summary>The number of the run in this process, from 1.</summary>
    public int Id { get; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; }

    /// <summary>The name of the connection; of several, the names with commas between them.</summary>
    public string Connection { get; }

    /// <summary>When the run began, in local time.</summary>
    public DateTimeOffset StartedOn => _statistics.Select(each => each.StartedOn).DefaultIfEmpty(_created).Min().ToLocalTime();

    /// <summary>How long it took, or has taken so far.</summary>
    public TimeSpan Duration => _statistics.Select(each => each.Duration).DefaultIfEmpty().Max();

    /// <summary>How far it has come.</summary>
    public RunState State => _state;

    /// <summary>
    /// The exit code for a script: 0 done; 1 rows failed; 2 the outcome of rows is unknown; 75 not finished, run it again; 78 the sign-in or the
    /// configuration is wrong.
    /// </summary>
    public int ExitCode
    {
        get
        {
            if (_isSignInRefused || _state == RunState.Refused)
            {
                return RunExitCodes.Configuration;
            }

            // Rows that were not sent because others failed would fail as well.
            bool isUnfinished = _state is RunState.Running or RunState.Stopped || _statistics.Any(each => each is { NotSent: > 0, IsStoppedByErrors: false });
            return isUnfinished ? RunExitCodes.NotFinished
                : OutcomeUnknown > 0 ? RunExitCodes.OutcomeUnknown
                : Failed > 0 || NotSent > 0 || _failures.Count > 0 ? RunExitCodes.RowsFailed
                : RunExitCodes.Done;
        }
    }

    /// <summary>Rows taken in; for a read, the lists of statuses to read.</summary>
    public long Rows => _lists ?? Sum(each => each.Rows);

    /// <summary>Rows that the service did; for a read, the lists that are complete.</summary>
    public long Done => _lists is null ? Sum(each => each.Done) : Count(each => each.State == CoverageState.Complete);

    /// <summary>Rows that were refused; for a read, the lists that are partial or failed, without those that were not read at all.</summary>
    public long Failed => _lists is null ? Sum(each => each.Failed) : Count(each => each is { IsUnread: false, State: not CoverageState.Complete });

    /// <summary>Rows that were not sent; for a read, the lists of which nothing was read because the command ended before.</summary>
    public long NotSent => _lists is null ? Sum(each => each.NotSent) : Count(each => each.IsUnread);

    /// <summary>Rows of which nobody knows whether they were done.</summary>
    public long OutcomeUnknown => _lists is null ? Sum(each => each.Unknown) : 0;

    /// <summary>Rows that an earlier run with the same journal had done.</summary>
    public long Skipped => _lists is null ? Sum(each => each.Skipped) : 0;

    /// <summary>HTTP requests, a batch counted as one.</summary>
    public long Requests => Sum(each => each.Requests);

    /// <summary>Batches among the requests.</summary>
    public long Batches => Sum(each => each.Batches);

    /// <summary>Rows sent again.</summary>
    public long Retries => Sum(each => each.Retries);

    /// <summary>Answers 429, each item of a batch counted.</summary>
    public long Throttled => Sum(each => each.Throttled);

    /// <summary>How long the run stood still because the quota was used up.</summary>
    public TimeSpan QuotaWait => _statistics.Select(each => each.QuotaWait).DefaultIfEmpty().Max();

    /// <summary>Rows that the service responded to in a second, over the whole run; rows that were skipped or not sent do not count.</summary>
    public double RowsPerSecond => Math.Round((Done + Failed + OutcomeUnknown) / Math.Max(Duration.TotalSeconds, 0.001), 1);

    /// <summary>The journal, where there is one.</summary>
    public string? JournalPath { get; }

    /// <summary>The rows that did not end as done, in input order; the first 10,000 of them are remembered.</summary>
    public IReadOnlyList<RunFailure> Failures
    {
        get
        {
            lock (_failures)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>For a read, how completely each policy was read, in the order of reading; empty for a write.</summary>
    public IReadOnlyList<Coverage> Coverage
    {
        get
        {
            lock (_coverage)
            {
                return [.. _coverage];
            }
        }
    }

    /// <summary>The run in one line.</summary>
    /// <returns>For example <c>300 rows: 297 done, 3 failed, in 1.2 s (15 batches).</c></returns>
    public override string ToString() => Summary();

    internal void Remember(RunFailure failure)
    {
        _isSignInRefused |= failure.ErrorId == GraphErrorId.Unauthorized;
        lock (_failures)
        {
            if (_failures.Count < MaxFailures)
            {
                _failures.Add(failure);
            }
        }
    }

    internal void Add(Coverage coverage)
    {
        lock (_coverage)
        {
            _coverage.Add(coverage);
        }
    }

    /// <summary>When the run ended, as a timestamp of the process.</summary>
    internal long EndedOn { get; private set; }

    /// <summary>The run ends.</summary>
    /// <param name="state">How it ends; a run that has ended stays as it is.</param>
    internal void End(RunState state)
    {
        if (_state == RunState.Running)
        {
            EndedOn = Stopwatch.GetTimestamp();
            _state = state;
        }
    }

    internal string Summary()
    {
        StringBuilder text = new();
        if (_lists is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Command}: {Rows:N0} rows: {Done:N0} done");
        }
        else
        {
            IReadOnlyList<Coverage> coverage = Coverage;
            long statuses = coverage.Sum(each => each.Read);
            text.Append(CultureInfo.InvariantCulture, $"{Command}: {statuses:N0} statuses in {Rows:N0} lists: {Done:N0} complete");
            Append(text, Count(each => each.State == CoverageState.Partial), "partial");
        }

        Append(text, Skipped, "skipped (done by an earlier run)");
        Append(text, _lists is null ? Failed : Count(each => each is { IsUnread: false, State: CoverageState.Failed }), "failed");
        Append(text, NotSent, _lists is null ? "not sent" : "not read");
        Append(text, OutcomeUnknown, "outcome unknown");
        text.Append(CultureInfo.InvariantCulture, $", in {Durations.Text(Duration)} ({Requests:N0} {(Requests == 1 ? "request" : "requests")}");
        Append(text, Retries, "retried");
        Append(text, Throttled, "throttled");
        if (QuotaWait > TimeSpan.FromSeconds(1))
        {
            text.Append(", ").Append(Durations.Text(QuotaWait)).Append(" waiting for quota");
        }

        return text.Append(").").ToString();
    }

    private long Sum(Func<RunStatistics, long> figure) => _statistics.Sum(figure);

    private long Count(Func<Coverage, bool> condition)
    {
        lock (_coverage)
        {
            return _coverage.Count(condition);
        }
    }

    private static void Append(StringBuilder text, long count, string what)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {count:N0} {what}");
        }
    }
}

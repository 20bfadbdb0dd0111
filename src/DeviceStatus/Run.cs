using System.Diagnostics;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Output;
using DeviceStatus.Reporting.Runs;

namespace DeviceStatus;

/// <summary>The figures of a run of a write command or of Get-DeviceStatus. They are updated while the run is in progress.</summary>
public sealed class Run
{
    private const int MaxFailures = 10_000;
    private readonly List<RunPart> _parts = [];
    private readonly List<RunFailure> _failures = [];
    private readonly List<ReportJob> _reportJobs = [];
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;
    private readonly string? _connection;
    private volatile bool _isSignInRefused;
    private volatile RunState _state;

    internal Run(int id, string command, bool isRead, string? journalPath)
    {
        Id = id;
        Command = command;
        IsRead = isRead;
        JournalPath = journalPath;
    }

    /// <summary>Creates the run of a command without rows.</summary>
    internal Run(int id, string command, string connection, RunState state)
        : this(id, command, isRead: false, journalPath: null)
    {
        _connection = connection;
        _state = state;
        EndedOn = Stopwatch.GetTimestamp();
    }

    /// <summary>The version of the JSON of <c>Get-DeviceStatusRun -AsJson</c>.</summary>
    public int SchemaVersion { get; } = RunDocument.CurrentVersion;

    /// <summary>The number of the run in this process, from 1.</summary>
    public int Id { get; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; }

    /// <summary>The name of the connection; of several, the names with commas between them.</summary>
    public string Connection => _connection ?? string.Join(", ", Parts.Select(part => part.Connection).OfType<string>());

    /// <summary>The figures of each connection, in the order of their first rows.</summary>
    public IReadOnlyList<RunPart> Parts
    {
        get
        {
            lock (_parts)
            {
                // An array, because PowerShell cannot index other lists from their end.
                return _parts.ToArray();
            }
        }
    }

    /// <summary>When the run began, in local time.</summary>
    public DateTimeOffset StartedOn => Parts.Select(part => part.StartedOn).DefaultIfEmpty(_created).Min().ToLocalTime();

    /// <summary>The duration so far.</summary>
    public TimeSpan Duration =>
        Parts is { Count: > 0 } parts ? parts.Max(part => part.EndedOn) - parts.Min(part => part.StartedOn) : TimeSpan.Zero;

    /// <summary>The state of the run.</summary>
    public RunState State => _state;

    /// <summary>
    /// The exit code for a script: 0 done; 1 rows failed; 2 the outcome of rows is unknown; 75 not finished, run it again; 78 the sign-in
    /// or the configuration is wrong.
    /// </summary>
    public int ExitCode
    {
        get
        {
            if (_isSignInRefused || _state == RunState.Refused)
            {
                return RunExitCodes.Configuration;
            }

            // Rows that were not sent because of other failures would also fail.
            bool isUnfinished = _state is RunState.Running or RunState.Stopped || Parts.Any(part => part.IsUnfinished);
            return isUnfinished ? RunExitCodes.NotFinished
                : OutcomeUnknown > 0 ? RunExitCodes.OutcomeUnknown
                : Failed > 0 || NotSent > 0 || _failures.Count > 0 ? RunExitCodes.RowsFailed
                : RunExitCodes.Done;
        }
    }

    /// <summary>The number of rows; for a read, of the lists of statuses to read.</summary>
    public long Rows => Sum(part => part.Rows);

    /// <summary>Rows that the service did; for a read, the lists that are complete.</summary>
    public long Done => Sum(part => part.Done);

    /// <summary>
    /// Rows that were refused; for a read, the lists that are partial or failed, without those that were not read at all.
    /// </summary>
    public long Failed => Sum(part => part.Failed);

    /// <summary>Rows that were not sent; for a read, the lists of which nothing was read because the command ended before.</summary>
    public long NotSent => Sum(part => part.NotSent);

    /// <summary>Rows that were sent without a response that proves what was done.</summary>
    public long OutcomeUnknown => Sum(part => part.OutcomeUnknown);

    /// <summary>Rows that an earlier run with the same journal had done.</summary>
    public long Skipped => Sum(part => part.Skipped);

    /// <summary>HTTP requests, a batch counted as one.</summary>
    public long Requests => Sum(part => part.Requests);

    /// <summary>Batches among the requests.</summary>
    public long Batches => Sum(part => part.Batches);

    /// <summary>Rows sent again.</summary>
    public long Retries => Sum(part => part.Retries);

    /// <summary>Responses 429, each item of a batch counted.</summary>
    public long Throttled => Sum(part => part.Throttled);

    /// <summary>How long the run waited for quota; of several connections, the longest wait.</summary>
    public TimeSpan QuotaWait => Parts.Select(part => part.QuotaWait).DefaultIfEmpty().Max();

    /// <summary>
    /// Rows that the service responded to in a second, over the whole run; rows that were skipped or not sent do not count.
    /// </summary>
    public double RowsPerSecond => Math.Round((Done + Failed + OutcomeUnknown) / Math.Max(Duration.TotalSeconds, 0.001), 1);

    /// <summary>The journal, if there is one.</summary>
    public string? JournalPath { get; }

    /// <summary>The rows that are not done, in input order of each connection; at most the first 10,000.</summary>
    public IReadOnlyList<RunFailure> Failures
    {
        get
        {
            lock (_failures)
            {
                return _failures.ToArray();
            }
        }
    }

    /// <summary>For a read, the coverage of each policy, by connection and in the order of reading; empty for a write.</summary>
    public IReadOnlyList<Coverage> Coverage => Parts.SelectMany(part => part.Coverage).ToArray();

    /// <summary>For a read, the export jobs that it created or continued. Their ids are available while the jobs are running.</summary>
    public IReadOnlyList<ReportJob> ReportJobs
    {
        get
        {
            lock (_reportJobs)
            {
                return _reportJobs.ToArray();
            }
        }
    }

    /// <summary>Whether the rows are lists that are read.</summary>
    internal bool IsRead { get; }

    /// <summary>Rows that ended, whatever their outcome.</summary>
    internal long Completed => Sum(part => part.Completed);

    /// <summary>The run in one line.</summary>
    /// <returns>For example <c>300 rows: 297 done, 3 failed, in 1.2 s (15 batches).</c></returns>
    public override string ToString() => Summary();

    /// <summary>Adds the figures of a connection to those of a write.</summary>
    internal RunPart AddPart(Connection? connection, RunStatistics statistics, Func<long> waiting) =>
        AddPart(new RunPart(connection, statistics, waiting));

    /// <summary>Adds the figures of a connection to those of a read.</summary>
    internal RunPart AddPart(Connection connection, RunStatistics statistics, long lists) =>
        AddPart(new RunPart(connection, statistics, lists));

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

    internal void Add(ReportJob job)
    {
        lock (_reportJobs)
        {
            _reportJobs.Add(job);
        }
    }

    internal string Summary() => RunSummary.Describe(this);

    private RunPart AddPart(RunPart part)
    {
        lock (_parts)
        {
            _parts.Add(part);
        }

        return part;
    }

    /// <summary>When the run ended, as a timestamp of the process.</summary>
    internal long EndedOn { get; private set; }

    /// <summary>Ends the run.</summary>
    /// <param name="state">The final state; a run that has ended is not changed.</param>
    internal void End(RunState state)
    {
        if (_state == RunState.Running)
        {
            EndedOn = Stopwatch.GetTimestamp();
            _state = state;
        }
    }

    private long Sum(Func<RunPart, long> figure)
    {
        lock (_parts)
        {
            return _parts.Sum(figure);
        }
    }
}

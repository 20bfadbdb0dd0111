using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>Reads the statuses of policies of one connection from their report, on the pipeline thread.</summary>
internal sealed class StatusReportRun : IDisposable
{
    /// <summary>The id of an error about a report that could not be read.</summary>
    private const string ReportFailed = "ReportFailed";

    private const string PolicyColumn = "PolicyId";
    private const int MaxNamed = 3;
    private const int MaxRemembered = 1000;

    private readonly PipelineCommand _command;
    private readonly Dictionary<string, ReadTarget> _targets;
    private readonly RunStatistics? _statistics;
    private readonly ReportProgress _progress;
    private readonly Dictionary<string, string> _unlisted = new(StringComparer.OrdinalIgnoreCase);
    private PipelineEnumerator<ReportRow>? _rows;
    private long _unlistedRows;

    internal StatusReportRun(
        PipelineCommand command,
        Connection connection,
        StatusReport report,
        IEnumerable<ReadTarget> targets,
        RunStatistics? statistics = null)
    {
        _command = command;
        _statistics = statistics;
        _progress = new ReportProgress(command, report.Report.Name);
        Connection = connection;
        Report = report;
        _targets = targets.ToDictionary(target => target.PolicyId!, StringComparer.OrdinalIgnoreCase);
    }

    internal Connection Connection { get; }

    internal StatusReport Report { get; }

    /// <summary>The policies that are read.</summary>
    internal IReadOnlyCollection<ReadTarget> Targets => _targets.Values;

    /// <summary>Whether every policy is read, so that policies that are in no list are reported.</summary>
    internal bool ReadsAll { get; init; }

    /// <summary>Export jobs of an earlier run.</summary>
    internal IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Receives the id of the export job as soon as it is known.</summary>
    internal Action<string>? OnJob { get; init; }

    /// <summary>The reason why the report could not be read to its end.</summary>
    internal GraphFailure? Failure { get; private set; }

    /// <summary>Starts in the background, because an export job takes a while.</summary>
    internal void Start()
    {
        StatusReportReader reader = new(
            Connection.Client,
            Report,
            [.. _targets.Keys],
            new StatusReportOptions
            {
                Jobs = Connection.ReportOptions,
                Scope = Connection.ReportScope,
                JobIds = JobIds,
                ReadsAll = ReadsAll,
                OnTotal = total => Targets.First().Expected = total,
                OnPoll = _progress.Show,
                OnJob = OnJob,
            },
            _command.Log(),
            _statistics);
        _rows = new PipelineEnumerator<ReportRow>(_command, reader.ReadAsync(_command.StopToken).GetAsyncEnumerator(_command.StopToken));
        _rows.Start();
    }

    /// <summary>Reads the rows, after <see cref="Start"/>.</summary>
    /// <param name="take">Receives each row of a requested policy; returns <see langword="false"/> to end the reading.</param>
    internal void Read(Func<ReadTarget, ReportRow, bool> take)
    {
        _progress.Begin();
        try
        {
            while (_rows!.MoveNext() && (Find(_rows.Current) is not { } target || take(target, _rows.Current)))
            {
            }
        }
        catch (GraphFailureException exception)
        {
            Failure = exception.Failure;
        }
        catch (Exception exception) when (exception is ReportFailedException or EndpointRefusedException or IOException
            or UnauthorizedAccessException)
        {
            Failure = new GraphFailure(ReportFailed, exception.Message);
        }

        _progress.End();
        foreach (ReadTarget target in Targets)
        {
            target.IsEnded = true;
            target.Failure = Failure;
        }

        WarnOfUnlisted();
    }

    /// <summary>Cancels the reading; an export job continues at the service.</summary>
    public void Dispose() => _rows?.Dispose();

    /// <summary>Finds the policy of a row. There may be rows of other policies, because the service ignores some filters.</summary>
    private ReadTarget? Find(ReportRow row)
    {
        string? id = row[PolicyColumn];
        if (id is null && _targets.Count == 1)
        {
            return Targets.First();
        }

        if (id is not null && _targets.TryGetValue(id, out ReadTarget? target))
        {
            return target;
        }

        _unlistedRows++;
        if (ReadsAll && _unlisted.Count < MaxRemembered)
        {
            _unlisted.TryAdd(id ?? string.Empty, row["PolicyName"] ?? id ?? "without a policy");
        }

        return null;
    }

    private void WarnOfUnlisted()
    {
        if (_unlisted.Count == 0)
        {
            return;
        }

        string names = string.Join(", ", _unlisted.Values.Take(MaxNamed).Select(name => $"'{name}'"));
        string more = _unlisted.Count > MaxNamed ? ", ..." : string.Empty;
        _command.WriteWarning(string.Create(
            CultureInfo.InvariantCulture,
            $"The report {Report.Report.Name} also has {_unlistedRows:N0} statuses of {_unlisted.Count:N0} policies "
                + $"that no list of policies has ({names}{more}). They are left out; Export-DeviceStatusIntuneReport has them."));
    }
}

using System.Diagnostics;
using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>
/// A run of a write command: the pipeline side of a <see cref="BatchExecutor"/> for each connection. Rows that wait for their connection do
/// not delay those of other connections.
/// </summary>
internal sealed class WriteRun : IDisposable
{
    private const int MaxLineLength = 4000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the connections are looked after while rows come in.</summary>
    private static readonly TimeSpan PumpInterval = TimeSpan.FromMilliseconds(10);

    private readonly PipelineCommand _command;
    private readonly WriteRunOptions _options;
    private readonly AsyncSignal _rowsCompleted = new(TimeProvider.System);
    private readonly ErrorLimit? _errorLimit;
    private readonly Dictionary<Connection, WriteLane> _lanes = [];
    private readonly TenantObjects _objects = new();
    private readonly WriteWindow _window;
    private readonly RunStatistics _unassigned = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly RunJournal? _journal;
    private readonly bool _isJournalOfSeveral;
    private readonly Run _record;
    private readonly RunProgress _progress;
    private long _lastPump = Stopwatch.GetTimestamp();
    private bool _mayWait;
    private bool _hasWarnedOfDisk;
    private bool _finished;

    /// <summary>Starts a run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="first">The connection of the first row; <see langword="null"/> when the row names no open one.</param>
    /// <param name="namesConnections">Whether the rows name their connections.</param>
    /// <param name="options">The parameters of the command.</param>
    internal WriteRun(PipelineCommand command, Connection? first, bool namesConnections, WriteRunOptions options)
    {
        _command = command;
        _options = options;
        _mayWait = namesConnections;
        _isJournalOfSeveral = namesConnections;
        _errorLimit = options.MaxErrors is { } limit ? new ErrorLimit(limit) : null;
        _window = new WriteWindow(options, namesConnections);
        string name = command.MyInvocation.MyCommand.Name;
        _journal = RunJournals.Open(command, namesConnections ? null : first, name, options.JournalPath);
        _record = RunHistory.Add(name, isRead: false, _journal?.Path);
        _progress = new RunProgress(command, name, () => _record.Parts);
        _progress.Expect(options.TotalCount);
    }

    /// <summary>Adds a row of a connection. While too many rows are in progress, outcomes are written first.</summary>
    internal void Take(Connection connection, WorkItem row)
    {
        if (!_lanes.TryGetValue(connection, out WriteLane? lane))
        {
            lane = AddLane(connection);
        }

        if (row.CheckFailure is { } refusal)
        {
            Journal(row.Number, refusal);
        }

        while (_objects.LaneBefore(lane, row) is { } before)
        {
            before.Executor.Flush();
            Wait();
        }

        _objects.Enter(lane, row);
        while (!lane.TryAdd(row, _mayWait))
        {
            WarnOfDisk(lane);
            Wait();
        }

        EmitCompleted(lane);
        if (Stopwatch.GetElapsedTime(_lastPump) > PumpInterval)
        {
            Pump();
        }

        _progress.ShowIfDue();
    }

    /// <summary>Adds a row that names no open connection.</summary>
    internal void Refuse(WorkItem row)
    {
        GraphFailure failure = row.CheckFailure!;
        Journal(row.Number, failure);
        if (_unassigned.Rows == 0)
        {
            _record.AddPart(null, _unassigned, static () => 0);
        }

        _unassigned.AddEnded(RowOutcome.Failed);
        _unassigned.End();
        Remember(null, new RowResult(row, RowOutcome.Failed, failure));
        _command.WriteError(ErrorRecords.Create(failure, row.Input));
        _errorLimit?.Add();
        _errorLimit?.StopIfReached();
    }

    /// <summary>Completes the input, waits for the remaining rows and writes the summary.</summary>
    internal void Finish()
    {
        foreach (WriteLane lane in _lanes.Values)
        {
            lane.End();
        }

        _progress.InputEnded();
        Pump();
        while (!_lanes.Values.All(lane => lane.IsDone))
        {
            Wait();
            _progress.ShowIfDue();
        }

        _finished = true;
        _progress.Close();
        _command.Await(CloseAsync());
        _record.End(RunState.Completed);
        RunJournals.Warn(_command, _journal, _record);
        if (_record.Rows > 1)
        {
            SummaryLine.Write(_command, _record.Summary());
        }
    }

    /// <summary>Ends the run however the pipeline ended; nothing is left running, and every row has an outcome.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        PipelineCommand.WaitIgnoringErrors(CloseAsync());
        foreach (WriteLane lane in _lanes.Values)
        {
            while (lane.Executor.TryTake(out RowResult? row))
            {
                Remember(lane.Connection, row);
            }

            EndWaiting(lane);
            lane.Clear();
        }

        _record.End(RunState.Stopped);
        if (_record.Rows > 1)
        {
            SummaryLine.WriteLate(_command, TextSanitizer.Sanitize($"Stopped. {_record.Summary()} {ContinuationAdvice()}", MaxLineLength));
        }
    }

    private string ContinuationAdvice()
    {
        string unread = "Rows that were not taken from the pipeline are not counted.";
        return _journal is { } journal ? $"{unread} To go on, run the same command again: the journal '{journal.Path}' holds what is done."
            : _record.NotSent + _record.OutcomeUnknown == 0 ? unread
            : $"{unread} (Get-DeviceStatusRun -Last).Failures lists the rows that are not done; "
                + $"with -JournalPath, the same command could go on.";
    }

    internal void ShowProgress() => _progress.ShowIfDue();

    private WriteLane AddLane(Connection connection)
    {
        JournalScope? scope = _isJournalOfSeveral || _lanes.Count > 0 ? RunJournals.ScopeOf(connection) : null;
        if (_journal is not null && scope is not null)
        {
            RunJournals.Add(_command, _journal, scope);
        }

        BatchExecutor executor = new(connection.Client, new BatchOptions
        {
            BatchSize = _options.BatchSize,
            ThrottleLimit = _options.ThrottleLimit,
            TimeBudget = _options.TimeBudget,
            TimeUsed = Stopwatch.GetElapsedTime(_started),
            ReturnObjects = _options.ReturnsObjects,
            Journal = _journal,
            JournalScope = scope,
            RetryInDoubt = _options.RetryInDoubt,
            ErrorLimit = _errorLimit,
            RetryLimit = _options.RetryLimit,
            StopGrace = _options.StopGrace ?? BatchOptions.DefaultStopGrace,
            BudgetGrace = _options.StopGrace ?? BatchOptions.DefaultBudgetGrace,
            RowsCompleted = _rowsCompleted,
            WrittenObjects = _objects.WrittenOver(connection),
            NormalWindow = _window.Rows,
            Log = _command.Log(),
        });
        WriteLane lane = new(connection, executor, new SpillQueue<WorkItem>(_window.WaitingRows, new WorkItemCodec(_options.Resource)));
        _lanes.Add(connection, lane);
        _record.AddPart(connection, executor.Statistics, () => lane.Waiting);

        // Rows of a second connection must not wait for those of the first, although the first row named none.
        _mayWait |= _lanes.Count > 1;
        return lane;
    }

    private void Wait()
    {
        foreach (WriteLane lane in _lanes.Values)
        {
            lane.Executor.PrepareToWait();
        }

        _command.Await(_rowsCompleted.WaitAsync(PollInterval, _command.StopToken));
        Pump();
    }

    /// <summary>Writes the outcomes that have come, and hands the engine the rows that there is room for.</summary>
    private void Pump()
    {
        _lastPump = Stopwatch.GetTimestamp();
        foreach (WriteLane lane in _lanes.Values)
        {
            EmitCompleted(lane);
            lane.Fill();
        }
    }

    private void EmitCompleted(WriteLane lane)
    {
        while (lane.Executor.TryTake(out RowResult? row))
        {
            _command.Drain();
            _objects.Leave(lane, row.Item);
            Emit(lane.Connection, row);
        }
    }

    private void Emit(Connection connection, RowResult row)
    {
        if (row.Warning is not null)
        {
            _command.WriteWarning($"{row.Request?.Method} {row.Request?.Path}: {row.Warning}");
        }

        if (row.Failure is { } failure)
        {
            Remember(connection, row);
            _command.WriteError(ErrorRecords.Create(failure, row.Input, connection));
        }
        else if (row.Entity is { } entity)
        {
            _command.WriteObject(StatusObject.Create(entity, connection.Name));
        }
        else if (row is { Item.IsUnchanged: true, Input: { } unchanged } && _options.ReturnsObjects)
        {
            _command.WriteObject(unchanged);
        }
    }

    /// <summary>Gives an outcome to the rows that the engine never got.</summary>
    private void EndWaiting(WriteLane lane)
    {
        while (lane.TryTakeWaiting(out WorkItem? row))
        {
            RowResult result = row switch
            {
                { CheckFailure: { } refused } => new RowResult(row, RowOutcome.Failed, refused),
                { Request: { } request } => new RowResult(row, RowOutcome.NotSent, GraphFailureFactory.NotSent(
                    request, request.UriUnder(lane.Connection.Client.Root), "the run was ended", null)),
                _ => new RowResult(row, RowOutcome.Done, null),
            };
            lane.Executor.Statistics.AddEnded(result.Outcome);
            Remember(lane.Connection, result);
        }
    }

    private void Remember(Connection? connection, RowResult row)
    {
        if (row.Failure is { } failure)
        {
            KeepFailed(connection, row, failure);
            _record.Remember(
                new RunFailure(row.Number, row.Request?.Id, row.Outcome.ToString(), failure.ErrorId, failure.Message, connection?.Name));
        }
    }

    /// <summary>Writes a row that is not done to the file for such rows. A file that cannot be written ends no run.</summary>
    private void KeepFailed(Connection? connection, RowResult row, GraphFailure failure)
    {
        try
        {
            _options.FailedRows?.Write(row.Number, row.Input, connection?.Name, failure.ErrorId, failure.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // After a stop nothing can be written to the pipeline.
            if (!_finished)
            {
                _command.WriteWarning(string.Create(
                    CultureInfo.InvariantCulture,
                    $"-FailedPath cannot be written: {exception.Message} It holds no row from row {row.Number} on; "
                        + $"the errors have them all."));
            }
        }
    }

    /// <summary>The engine keeps the journal of what it sends; a row that was refused never gets there.</summary>
    private void Journal(long number, GraphFailure refusal)
    {
        if (_journal is not null)
        {
            RunJournals.WriteRefused(_command, _journal, number, refusal);
        }
    }

    private void WarnOfDisk(WriteLane lane)
    {
        if (lane.SpillFailure is { } failure && !_hasWarnedOfDisk)
        {
            _hasWarnedOfDisk = true;
            _command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Rows that wait cannot be kept in the temporary folder '{System.IO.Path.GetTempPath()}': {failure.Message} The input is "
                    + $"now read no faster than '{lane.Connection.Name}' takes its rows."));
        }
    }

    private async Task CloseAsync()
    {
        await Task.WhenAll(_lanes.Values.Select(lane => lane.CloseAsync())).ConfigureAwait(false);
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }
}

using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>One run of a write command: the pipeline thread's side of a <see cref="BatchExecutor"/>.</summary>
internal sealed class WriteRun : IDisposable
{
    private const int MaxWarningLength = 4000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private readonly PipelineCommand _command;
    private readonly BatchExecutor _writer;
    private readonly RunJournal? _journal;
    private readonly RunProgress _progress;
    private readonly Run _record;
    private readonly FailedRowFile? _failedRows;
    private readonly bool _returnsObjects;
    private bool _finished;

    internal WriteRun(PipelineCommand command, Connection connection, WriteRunOptions options)
    {
        _command = command;
        _failedRows = options.FailedRows;
        _returnsObjects = options.ReturnsObjects;
        string name = command.MyInvocation.MyCommand.Name;
        _journal = OpenJournal(command, connection, name, options.JournalPath);
        _writer = new BatchExecutor(connection.Client, new BatchOptions
        {
            BatchSize = options.BatchSize,
            ThrottleLimit = options.ThrottleLimit,
            TimeBudget = options.TimeBudget,
            ReturnObjects = options.ReturnsObjects,
            Journal = _journal,
            RetryInDoubt = options.RetryInDoubt,
            MaxErrors = options.MaxErrors,
            RetryLimit = options.RetryLimit,
            StopGrace = options.StopGrace ?? BatchOptions.DefaultStopGrace,
            Log = command.Log(),
        });
        _record = RunHistory.Add(name, connection, _writer.Statistics, _journal?.Path);
        _progress = new RunProgress(command, name, _writer.Statistics, connection.Client.Pacer);
        _progress.Expect(options.TotalCount);
    }

    /// <summary>Takes in a row; while too many are under way, writes outcomes first.</summary>
    internal void Take(WorkItem row)
    {
        if (row.CheckFailure is { } refusal && _journal is not null)
        {
            Journal(_journal, row.Number, refusal);
        }

        while (!_writer.TryPost(row))
        {
            _command.Await(_writer.WaitAsync(PollInterval, _command.StopToken));
            EmitSettled();
        }

        EmitSettled();
        _progress.ShowIfDue();
    }

    /// <summary>No more rows come: waits for the rest and says how it went.</summary>
    internal void Finish()
    {
        _writer.Complete();
        _progress.InputEnded();
        while (_writer.Outstanding > 0)
        {
            _command.Await(_writer.WaitAsync(PollInterval, _command.StopToken));
            EmitSettled();
            _progress.ShowIfDue();
        }

        _finished = true;
        _progress.Close();
        _command.Await(CloseAsync());
        _record.End(RunState.Completed);
        WarnOfJournal();
        if (_writer.Statistics.Rows > 1)
        {
            SummaryLine.Write(_command, _record.Summary());
        }
    }

    /// <summary>Ends the run however the pipeline ended; nothing is left running.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        PipelineCommand.WaitIgnoringErrors(CloseAsync());
        while (_writer.TryTake(out RowResult? row))
        {
            Remember(row);
        }

        _record.End(RunState.Stopped);
        if (_writer.Statistics.Rows > 1)
        {
            SummaryLine.WriteLate(_command, "Stopped. " + _record.Summary());
        }
    }

    internal void ShowProgress() => _progress.ShowIfDue();

    private static RunJournal? OpenJournal(PipelineCommand command, Connection connection, string name, string? journalPath)
    {
        if (journalPath is null)
        {
            return null;
        }

        string path = OutputFile.Resolve(command, journalPath, "JournalPath", "run.jsonl", "JournalError");
        JournalHeader header = new()
        {
            Command = name,
            Endpoint = connection.GraphEndpoint.AbsoluteUri,
            Tenant = connection.TenantId,
            ApiVersion = string.IsNullOrEmpty(connection.ApiVersion) ? JournalHeader.AutomaticVersion : connection.ApiVersion,
        };
        try
        {
            return command.Await(RunJournal.OpenAsync(path, header, command.StopToken));
        }
        catch (JournalException exception)
        {
            command.Fail(exception, "JournalError", path);
            throw;
        }
    }

    /// <summary>Says what the journal means for this run, where it is not what the user may expect.</summary>
    private void WarnOfJournal()
    {
        if (_journal is not { } journal)
        {
            return;
        }

        if (_writer.Statistics.Rows > 0 && _writer.Statistics.Skipped == _writer.Statistics.Rows && journal.StartedOn is { } begun)
        {
            _command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was sent: the journal '{journal.Path}', begun {Durations.Text(DateTimeOffset.UtcNow - begun)} ago ({begun.UtcDateTime:yyyy-MM-dd HH:mm}Z), holds every row as done. To send the rows again, use another -JournalPath."));
        }

        if (journal.UnmatchedInDoubt is [{ } first, ..] missing)
        {
            _command.WriteWarning(TextSanitizer.Sanitize(string.Create(
                CultureInfo.InvariantCulture,
                $"The journal '{journal.Path}' holds {missing.Count:N0} {(missing.Count == 1 ? "row" : "rows")} of earlier runs with an unknown outcome that did not come again, the first as row {first.Row} ({first.Method} {first.Path}). If a row was edited since, its earlier version may have been done as well: look at the objects."),
                MaxWarningLength));
        }
    }

    /// <summary>The engine keeps the journal of what it sends; a row that was refused never gets there.</summary>
    private void Journal(RunJournal journal, long number, GraphFailure refusal)
    {
        try
        {
            _command.Await(journal.WriteRefusedAsync(number, refusal.ErrorId, refusal.Message));
        }
        catch (IOException exception)
        {
            string message = $"-JournalPath '{journal.Path}' cannot be written: {exception.Message}";
            _command.Fail(new JournalException(message, exception), "JournalError", journal.Path);
        }
    }

    private async Task CloseAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void EmitSettled()
    {
        while (_writer.TryTake(out RowResult? row))
        {
            _command.Drain();
            Emit(row);
        }
    }

    private void Emit(RowResult row)
    {
        if (row.Warning is not null)
        {
            _command.WriteWarning($"{row.Request?.Method} {row.Request?.Path}: {row.Warning}");
        }

        if (row.Failure is { } failure)
        {
            Remember(row);
            _command.WriteError(ErrorRecords.Create(failure, row.Input));
        }
        else if (row.Entity is { } entity)
        {
            _command.WriteObject(StatusObject.Create(entity));
        }
        else if (row is { Item.IsUnchanged: true, Input: { } unchanged } && _returnsObjects)
        {
            _command.WriteObject(unchanged);
        }
    }

    private void Remember(RowResult row)
    {
        if (row.Failure is { } failure)
        {
            _failedRows?.Write(row.Number, row.Input, failure.ErrorId, failure.Message);
            _record.Remember(new RunFailure(row.Number, row.Request?.Id, row.Outcome.ToString(), failure.ErrorId, failure.Message));
        }
    }
}

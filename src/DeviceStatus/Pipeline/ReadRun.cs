using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>The reads of one command: the pipeline thread's side of a <see cref="ReadExecutor"/>.</summary>
internal sealed class ReadRun : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private readonly PipelineCommand _command;
    private readonly ReadExecutor _reader;
    private readonly Func<GraphFailure, string?> _advise;
    private readonly RunProgress _progress;
    private bool _finished;

    /// <summary>Begins the reads of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="advise">The advice for a failure that the command knows better than the engine, or null.</param>
    /// <param name="readAhead">How many pages are read ahead.</param>
    internal ReadRun(
        PipelineCommand command, Connection connection, Func<GraphFailure, string?> advise, int readAhead = ReadExecutor.DefaultReadAhead)
    {
        _advise = advise;
        _command = command;
        _reader = new ReadExecutor(connection.Client, command.Log(), readAhead);
        _progress = new RunProgress(command, command.MyInvocation.MyCommand.Name, _reader.Statistics, connection.Client.Pacer, reads: true);
    }

    /// <summary>The number of objects written so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Whether a read failed.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Takes in a read; while enough is under way, lets out what has come.</summary>
    internal void Take(WorkItem row, ListFilter? screen)
    {
        while (!_reader.TryPost(row, screen))
        {
            WaitAndEmit();
        }

        Emit();
        _progress.ShowIfDue();
    }

    /// <summary>No more reads come: waits for the rest.</summary>
    internal void Finish()
    {
        if (_finished)
        {
            return;
        }

        _reader.Complete();
        _progress.InputEnded();
        while (_reader.Outstanding > 0)
        {
            WaitAndEmit();
        }

        _finished = true;
        _progress.Close();
        _command.Await(_reader.DisposeAsync().AsTask());
    }

    /// <summary>Ends the run however the pipeline ended; nothing is left running.</summary>
    public void Dispose()
    {
        if (!_finished)
        {
            _finished = true;
            PipelineCommand.WaitIgnoringErrors(_reader.DisposeAsync().AsTask());
        }
    }

    internal void ShowProgress() => _progress.ShowIfDue();

    private void WaitAndEmit()
    {
        _command.Await(_reader.WaitAsync(PollInterval, _command.StopToken));
        Emit();
        _progress.ShowIfDue();
    }

    private void Emit()
    {
        while (_reader.TryTake(out ReadPart? part))
        {
            _command.Drain();
            foreach (StatusEntity entity in part.Items)
            {
                Count++;
                _command.WriteObject(StatusObject.Create(entity));
            }

            if (part.Failure is { } failure)
            {
                HasFailed = true;
                _command.WriteError(ErrorRecords.CreateAdvised(failure, part.Row.Input, _advise(failure)));
            }
        }
    }
}

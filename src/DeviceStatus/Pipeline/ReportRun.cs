using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>One export job on the pipeline thread: creates it or continues with it, shows progress, and delivers its file.</summary>
internal sealed class ReportRun : IDisposable
{
    /// <summary>Jobs that were started and not read to their end, so that the same command continues with them.</summary>
    private static readonly ConditionalWeakTable<Connection, Dictionary<string, string>> Unfinished = [];

    private readonly PipelineCommand _command;
    private readonly Connection _connection;
    private readonly ExportJobRequest _request;
    private readonly ExportJobClient _client;
    private readonly ProgressRecord _progress;
    private string? _jobId;
    private IAsyncEnumerator<ReportRow>? _rows;
    private Task? _work;

    internal ReportRun(PipelineCommand command, Connection connection, ExportJobRequest request, string? jobId, TimeSpan? timeout)
    {
        _command = command;
        _connection = connection;
        _request = request;
        _jobId = jobId;
        ExportJobOptions options = new();
        _client = new ExportJobClient(connection.Client, timeout is { } limit ? options with { Timeout = limit } : options, command.Log());
        _progress = new ProgressRecord(3, $"Exporting {request.ReportName}", "Creating the export job");
    }

    private string Key => string.Join('\n', [_request.ReportName, _request.Filter ?? string.Empty, .. _request.Select]);

    /// <summary>Delivers the rows one by one.</summary>
    internal void WriteRows(Action<ReportRow> write)
    {
        ExportJob job = Complete();
        _rows = _client.ReadAsync(job, _command.StopToken).GetAsyncEnumerator(_command.StopToken);
        while (MoveNext())
        {
            write(_rows.Current);
        }

        Forget();
    }

    /// <summary>Writes the CSV file as the service made it.</summary>
    internal void WriteFile(string path, bool noClobber)
    {
        ExportJob job = Complete();
        _work = _client.SaveAsync(job, path, noClobber, _command.StopToken);
        _command.Await(_work);
        Forget();
    }

    /// <summary>Ends the reading and the download; the job goes on at the service.</summary>
    public void Dispose()
    {
        if (_work is not null)
        {
            PipelineCommand.WaitIgnoringErrors(_work);
        }

        if (_rows is not null)
        {
            PipelineCommand.WaitIgnoringErrors(_rows.DisposeAsync().AsTask());
        }
    }

    private bool MoveNext()
    {
        ValueTask<bool> next = _rows!.MoveNextAsync();
        return next.IsCompletedSuccessfully ? next.Result : _command.Await(next.AsTask());
    }

    private ExportJob Complete()
    {
        _command.WriteProgress(_progress);
        Dictionary<string, string> unfinished = Unfinished.GetOrCreateValue(_connection);
        lock (unfinished)
        {
            if (_jobId is null && unfinished.TryGetValue(Key, out _jobId))
            {
                _command.WriteVerbose($"Continuing with the export job '{_jobId}', which an earlier command started.");
            }
        }

        if (_jobId is null)
        {
            ExportJob created = _command.Await(_client.CreateAsync(_request, _command.StopToken));
            _jobId = created.Id;
            _command.WriteVerbose($"Created the export job '{_jobId}'. To continue with it in another session, add -JobId '{_jobId}'.");
            lock (unfinished)
            {
                unfinished[Key] = _jobId;
            }
        }

        try
        {
            ExportJob job = _command.Await(_client.WaitAsync(_jobId, Report, _command.StopToken));
            _progress.RecordType = ProgressRecordType.Completed;
            _command.WriteProgress(_progress);
            return job;
        }
        catch (ReportFailedException exception) when (!exception.CanContinue)
        {
            Forget();
            throw;
        }
    }

    private void Report(ExportJob job) => _command.OnPipeline(
        text =>
        {
            _progress.StatusDescription = text;
            _command.WriteProgress(_progress);
        },
        string.Create(CultureInfo.InvariantCulture, $"The export job is {StateOf(job.Status)}"));

    private static string StateOf(ExportJobStatus status) => status switch
    {
        ExportJobStatus.NotStarted => "waiting",
        ExportJobStatus.InProgress => "running",
        ExportJobStatus.Completed => "completed",
        ExportJobStatus.Failed => "failed",
        _ => "in an unknown state",
    };

    private void Forget()
    {
        Dictionary<string, string> unfinished = Unfinished.GetOrCreateValue(_connection);
        lock (unfinished)
        {
            unfinished.Remove(Key);
        }
    }
}

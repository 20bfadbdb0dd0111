using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>An export job on the pipeline thread: creates or continues it, shows progress, and reads its file.</summary>
internal sealed class ReportRun : IDisposable
{
    private readonly PipelineCommand _command;
    private readonly ExportJobClient _client;
    private readonly ExportJobRunner _jobs;
    private readonly ReportProgress _progress;
    private PipelineEnumerator<ReportRow>? _rows;
    private Task? _work;

    internal ReportRun(PipelineCommand command, Connection connection, ExportJobRequest request, string? jobId, TimeSpan? timeout)
    {
        _command = command;
        ExportJobOptions options = connection.ReportOptions;
        _client = new ExportJobClient(connection.Client, timeout is { } limit ? options with { Timeout = limit } : options, command.Log());
        _progress = new ReportProgress(command, request.ReportName);
        _jobs = new ExportJobRunner(connection.Client, _client, request)
        {
            Scope = connection.ReportScope,
            RequiredJobId = jobId,
            Verbose = text => command.OnPipeline(command.WriteVerbose, text),
            OnPoll = _progress.Show,
        };
    }

    /// <summary>Reads the rows one by one.</summary>
    internal void WriteRows(Action<ReportRow> write)
    {
        ExportJob job = Complete();
        _rows = new PipelineEnumerator<ReportRow>(
            _command,
            _client.ReadAsync(job, _command.StopToken).GetAsyncEnumerator(_command.StopToken));
        while (_rows.MoveNext())
        {
            write(_rows.Current);
        }

        _jobs.Forget();
    }

    /// <summary>Writes the CSV file of the service, unchanged.</summary>
    internal void WriteFile(string path, bool noClobber)
    {
        ExportJob job = Complete();
        _work = _client.SaveAsync(job, path, noClobber, _command.StopToken);
        _command.Await(_work);
        _jobs.Forget();
    }

    /// <summary>Cancels the reading and the download; the job continues at the service.</summary>
    public void Dispose()
    {
        if (_work is not null)
        {
            PipelineCommand.WaitIgnoringErrors(_work);
        }

        _rows?.Dispose();
    }

    private ExportJob Complete()
    {
        _progress.Begin();
        Task<ExportJob> job = _jobs.CompleteAsync(_command.StopToken);
        _work = job;
        _command.Await(job);
        _progress.End();
        return job.Result;
    }
}

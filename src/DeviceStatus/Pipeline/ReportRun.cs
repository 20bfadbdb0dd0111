using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Pipeline;

/// <summary>
/// An export job: creates or continues it in the background, shows progress, and reads its file on the pipeline thread.
/// </summary>
internal sealed class ReportRun : IDisposable
{
    private readonly PipelineCommand _command;
    private readonly ExportJobClient _client;
    private readonly ExportJobRunner _jobs;
    private readonly ReportProgress _progress;
    private PipelineEnumerator<ReportRow>? _rows;
    private Task? _work;

    internal ReportRun(
        PipelineCommand command, Connection connection, ExportJobRequest request, string? jobId, TimeSpan? timeout, bool isOneOfSeveral)
    {
        _command = command;
        Connection = connection;
        ExportJobOptions options = connection.ReportOptions;
        _client = new ExportJobClient(connection.Client, timeout is { } limit ? options with { Timeout = limit } : options, command.Log());
        _progress = new ReportProgress(command, request.ReportName, isOneOfSeveral ? connection.Name : null);
        _jobs = new ExportJobRunner(connection.Client, _client, request)
        {
            Scope = connection.ReportScope,
            RequiredJobId = jobId,
            Verbose = text => command.OnPipeline(command.WriteVerbose, text),
            OnPoll = _progress.Show,
        };
    }

    internal Connection Connection { get; }

    /// <summary>The job, after <see cref="Start"/>.</summary>
    internal Task<ExportJob> Job { get; private set; } = Task.FromCanceled<ExportJob>(new CancellationToken(canceled: true));

    /// <summary>Creates the job, or continues with it, in the background.</summary>
    internal void Start()
    {
        _progress.Begin();
        CancellationToken stop = _command.StopToken;
        Job = Task.Run(() => _jobs.CompleteAsync(stop), stop);
    }

    /// <summary>Reads the rows one by one.</summary>
    internal void WriteRows(Action<ReportRow> write)
    {
        ExportJob job = Complete();
        _rows = new PipelineEnumerator<ReportRow>(
            _command,
            _jobs.ReadAsync(job, _command.StopToken).GetAsyncEnumerator(_command.StopToken));
        while (_rows.MoveNext())
        {
            write(_rows.Current);
        }
    }

    /// <summary>Writes the CSV file of the service, unchanged.</summary>
    internal void WriteFile(string path, bool noClobber)
    {
        _work = _jobs.SaveAsync(Complete(), path, noClobber, _command.StopToken);
        _command.Await(_work);
    }

    /// <summary>Cancels the reading and the download; the job continues at the service.</summary>
    public void Dispose()
    {
        PipelineCommand.WaitIgnoringErrors(Job);
        if (_work is not null)
        {
            PipelineCommand.WaitIgnoringErrors(_work);
        }

        _rows?.Dispose();
    }

    private ExportJob Complete()
    {
        ExportJob job = _command.Await(Job);
        _progress.End();
        return job;
    }
}

using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Exports reports: creates a job, polls it until the file is ready, downloads the file without a token and reads its rows. The rate limits
/// of export jobs apply to every request, polls included.
/// </summary>
public sealed class ExportJobClient
{
    private const string Path = "/deviceManagement/reports/exportJobs";

    private readonly GraphClient _client;
    private readonly ExportJobOptions _options;
    private readonly GraphLog? _log;
    private readonly ReportRequestSender _sender;
    private readonly RequestRateLimiter _limiter;

    /// <summary>Creates a client.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="options">The options for polling and the limits of a file.</param>
    /// <param name="log">The log, or <see langword="null"/>.</param>
    /// <param name="statistics">Counts the requests, or <see langword="null"/>.</param>
    public ExportJobClient(GraphClient client, ExportJobOptions options, GraphLog? log = null, RunStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _options = options;
        _log = log;
        _sender = new ReportRequestSender(client, log, statistics);
        _limiter = client.ReportLimiter(options.RequestsPerMinute);
    }

    /// <summary>
    /// The permissions for reports. The reference page documents the write permission; in practice the read permission is sufficient.
    /// </summary>
    internal static ResourceDescriptor Resource { get; } = new("IntuneReport", Path, "deviceManagementExportJob", [])
    {
        ReadPermission = PolicySchema.ConfigurationRead,
        WritePermission = PolicySchema.ConfigurationWrite,
        Operations = ResourceOperations.Read,
    };

    /// <summary>Creates a job. If the report refuses the list of columns, the job is created without it.</summary>
    /// <param name="request">The report.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The job, with its id.</returns>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    /// <exception cref="ReportFailedException">The response contains no job.</exception>
    public async Task<ExportJob> CreateAsync(ExportJobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        bool withSelect = request.Select.Count > 0;
        while (true)
        {
            try
            {
                return await SendAsync(HttpMethod.Post, Path, request.BodyBytes(withSelect), cancellationToken).ConfigureAwait(false);
            }
            catch (GraphFailureException exception) when (withSelect && exception.Failure.StatusCode == 400)
            {
                _log?.Verbose?.Invoke($"The report '{request.ReportName}' does not accept a list of columns. Exporting all columns.");
                withSelect = false;
            }
        }
    }

    /// <summary>Reads the state of a job.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The job.</returns>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    public Task<ExportJob> GetAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Path}('{PathSegment.Escape(id, nameof(id))}')", null, cancellationToken);

    /// <summary>Polls a job until its file is ready.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="progress">Called after each poll.</param>
    /// <param name="cancellationToken">Cancels the polling; the job continues at the service.</param>
    /// <returns>The completed job, with its address.</returns>
    /// <exception cref="ReportFailedException">The job failed, or it was not ready in time.</exception>
    public async Task<ExportJob> WaitAsync(string id, Action<ExportJob>? progress, CancellationToken cancellationToken)
    {
        long started = _client.Clock.GetTimestamp();
        for (TimeSpan delay = _options.FirstPollDelay; ; delay = Min(delay * 1.5, _options.MaxPollDelay))
        {
            ExportJob job = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            progress?.Invoke(job);
            if (job.Status == ExportJobStatus.Completed && job.Url is not null)
            {
                return job;
            }

            if (job.Status == ExportJobStatus.Failed)
            {
                throw new ReportFailedException(
                    $"Intune reports that the export job '{id}' failed. Export the report again; "
                        + $"if it keeps failing, narrow it with a filter.");
            }

            if (_client.Clock.GetElapsedTime(started) > _options.Timeout)
            {
                throw new ReportFailedException(
                    $"The export job '{id}' was not ready within {_options.Timeout}. "
                        + $"It is still running at the service; run the command again to continue with it, "
                        + $"in another session with -JobId '{id}'.")
                {
                    CanContinue = true,
                };
            }

            await Task.Delay(delay, _client.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Downloads the file of a completed job to a temporary file and reads its rows.</summary>
    /// <param name="job">A completed job.</param>
    /// <param name="cancellationToken">Ends the download and the reading.</param>
    /// <returns>The rows, in the order of the file.</returns>
    /// <exception cref="ReportFailedException">The address expired, or the file is too large or damaged.</exception>
    public async IAsyncEnumerable<ReportRow> ReadAsync(
        ExportJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        Stream zip = await DownloadAsync(job, cancellationToken).ConfigureAwait(false);
        Stream csv = ReportArchive.OpenCsv(zip, _options.Limits);
        await using (csv.ConfigureAwait(false))
        {
            await foreach (ReportRow row in ReportCsv.ReadAsync(csv, _options.Limits, cancellationToken).ConfigureAwait(false))
            {
                yield return row;
            }
        }
    }

    /// <summary>Downloads the file of a completed job and writes its CSV file unchanged. The file appears when it is complete.</summary>
    /// <param name="job">A completed job.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="noClobber">Whether to fail if the file exists.</param>
    /// <param name="cancellationToken">Ends the download; no file is left behind.</param>
    /// <returns>A task that ends when the file is complete.</returns>
    /// <exception cref="ReportFailedException">The address expired, or the file is too large or damaged.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists.</exception>
    public async Task SaveAsync(ExportJob job, string path, bool noClobber, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        Stream zip = await DownloadAsync(job, cancellationToken).ConfigureAwait(false);
        Stream csv = ReportArchive.OpenCsv(zip, _options.Limits);
        await using (csv.ConfigureAwait(false))
        {
            using ReplacementFile file = ReplacementFile.Create(path);
            await csv.CopyToAsync(file.Content, cancellationToken).ConfigureAwait(false);
            file.Commit(overwrite: !noClobber);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<Stream> DownloadAsync(ExportJob job, CancellationToken cancellationToken)
    {
        Uri url = job.Url ?? throw new ArgumentException("The job has no address; wait until it is completed.", nameof(job));
        if (job.ExpiresOn <= _client.Clock.GetUtcNow())
        {
            throw Expired(job);
        }

        // A zip file is read from its end, so it is stored in a temporary file, which other users cannot read and which is deleted when
        // closed.
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.ReadWrite);
        options.Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous;
        FileStream file = new(
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), "DeviceStatus-" + Guid.NewGuid().ToString("N") + ".zip"),
            options);
        try
        {
            int status =
                await _client.DownloadAsync(url, file, _options.Limits.MaxCompressedBytes, cancellationToken).ConfigureAwait(false);
            if (status is 403 or 404)
            {
                throw Expired(job);
            }

            if (status != 200)
            {
                throw new ReportFailedException(FormattableString.Invariant(
                    $"The download of the export job '{job.Id}' from {url.Host} returned status {status}. Run the command again."))
                {
                    CanContinue = status is 408 or 429 or >= 500,
                };
            }

            file.Position = 0;
            return file;
        }
        catch (Exception exception)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            if (exception is HttpRequestException or IOException)
            {
                throw new ReportFailedException(
                    $"The download of the export job '{job.Id}' from {url.Host} failed: {exception.Message} Run the command again.",
                    exception)
                {
                    CanContinue = true,
                };
            }

            throw;
        }
    }

    private static ReportFailedException Expired(ExportJob job) =>
        new($"The address of the export job '{job.Id}' has expired. Export the report again.");

    private async Task<ExportJob> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        GraphRequest request = new(method, _client.ApiVersion ?? GraphVersion.V1, path, Resource, null);
        return ExportJob.Read(await _sender.SendAsync(request, body, AcquireAsync, cancellationToken).ConfigureAwait(false))
            ?? throw new ReportFailedException(
                $"{method} {request.Path} returned no export job. The response may be of a proxy; check the endpoint.");

        async Task<IDisposable?> AcquireAsync(CancellationToken cancelled)
        {
            await _limiter.WaitAsync(cancelled).ConfigureAwait(false);
            return null;
        }
    }
}

using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>Completes an export job: continues an unfinished one, or creates one.</summary>
internal sealed class ExportJobRunner
{
    private readonly GraphClient _connection;
    private readonly ExportJobClient _client;
    private readonly ExportJobRequest _request;

    internal ExportJobRunner(GraphClient connection, ExportJobClient client, ExportJobRequest request)
    {
        _connection = connection;
        _client = client;
        _request = request;
    }

    /// <summary>The tenant, the app and the account for which unfinished jobs are continued.</summary>
    internal required string Scope { get; init; }

    /// <summary>The id of a job that must be used, whatever its report.</summary>
    internal string? RequiredJobId { get; init; }

    /// <summary>Jobs of an earlier run; one that has the same report and filter is used.</summary>
    internal IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Receives messages about the progress.</summary>
    internal Action<string>? Verbose { get; init; }

    /// <summary>Receives the state after each poll.</summary>
    internal Action<ExportJob>? OnPoll { get; init; }

    /// <summary>Receives the id of the job as soon as it is known.</summary>
    internal Action<string>? OnJob { get; init; }

    /// <summary>Waits until the file of a job is ready.</summary>
    /// <exception cref="ReportFailedException">The job failed, or was not ready in time.</exception>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    internal async Task<ExportJob> CompleteAsync(CancellationToken cancellationToken)
    {
        if (RequiredJobId is not null)
        {
            return await WaitAsync(RequiredJobId, cancellationToken).ConfigureAwait(false);
        }

        string? earlier = await FindAsync(cancellationToken).ConfigureAwait(false) ?? UnfinishedJobs.Find(Scope, _request, Now);
        if (earlier is not null && await ContinueAsync(earlier, cancellationToken).ConfigureAwait(false) is { } continued)
        {
            return continued;
        }

        ExportJob created = await _client.CreateAsync(_request, cancellationToken).ConfigureAwait(false);
        Verbose?.Invoke($"Created the export job '{created.Id}'. To continue with it in another session, add -JobId '{created.Id}'.");
        UnfinishedJobs.Add(Scope, _request, created.Id, Now);
        return await ForgetWhenUselessAsync(WaitAsync(created.Id, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the rows of a completed job. Afterwards, or when its file is of no use, the next run creates a job of its own.
    /// </summary>
    /// <exception cref="ReportFailedException">The address expired, or the file is too large or damaged.</exception>
    internal async IAsyncEnumerable<ReportRow> ReadAsync(
        ExportJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ReportRow> rows = _client.ReadAsync(job, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (rows.ConfigureAwait(false))
        {
            while (await ForgetWhenUselessAsync(rows.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return rows.Current;
            }
        }

        Forget();
    }

    /// <summary>
    /// Writes the CSV file of a completed job. Afterwards, or when it is of no use, the next run creates a job of its own.
    /// </summary>
    /// <exception cref="ReportFailedException">The address expired, or the file is too large or damaged.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists.</exception>
    internal async Task SaveAsync(ExportJob job, string path, bool noClobber, CancellationToken cancellationToken)
    {
        await ForgetWhenUselessAsync(SaveFileAsync(job, path, noClobber, cancellationToken)).ConfigureAwait(false);
        Forget();
    }

    private void Forget() => UnfinishedJobs.Remove(Scope, _request);

    private DateTimeOffset Now => _connection.Clock.GetUtcNow();

    private Task<ExportJob> WaitAsync(string id, CancellationToken cancellationToken)
    {
        OnJob?.Invoke(id);
        return _client.WaitAsync(id, OnPoll, cancellationToken);
    }

    private async Task<bool> SaveFileAsync(ExportJob job, string path, bool noClobber, CancellationToken cancellationToken)
    {
        await _client.SaveAsync(job, path, noClobber, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Forgets the job when its file will not become better by continuing with it.</summary>
    private async Task<T> ForgetWhenUselessAsync<T>(Task<T> step)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (ReportFailedException exception) when (!exception.CanContinue)
        {
            Forget();
            throw;
        }
    }

    /// <summary>Continues a job; returns <see langword="null"/> when it failed, no longer exists or its file has expired.</summary>
    private async Task<ExportJob?> ContinueAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            ExportJob job = await WaitAsync(id, cancellationToken).ConfigureAwait(false);
            if (job.ExpiresOn is null || job.ExpiresOn > Now)
            {
                Verbose?.Invoke($"Continuing with the export job '{id}', which an earlier command started.");
                return job;
            }
        }
        catch (ReportFailedException exception) when (!exception.CanContinue)
        {
            // A new job is created instead.
        }
        catch (GraphFailureException exception) when (exception.Failure.StatusCode is 400 or 404 or 410)
        {
            // The service has forgotten the job.
        }

        Forget();
        Verbose?.Invoke($"The export job '{id}' of an earlier command has no file any more. Exporting again.");
        return null;
    }

    /// <summary>The first of the given jobs with the requested report and filter.</summary>
    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (string id in JobIds.Where(id => id.StartsWith(_request.ReportName + "_", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                ExportJob job = await _client.GetAsync(id, cancellationToken).ConfigureAwait(false);
                if (string.Equals(job.Filter, _request.Filter, StringComparison.Ordinal))
                {
                    return id;
                }

                Verbose?.Invoke($"The export job '{id}' has other rows than this command needs; it is not used.");
            }
            catch (GraphFailureException exception) when (exception.Failure.StatusCode is 400 or 404 or 410)
            {
                Verbose?.Invoke($"The export job '{id}' is not known to the service at {_connection.Root.Host}.");
            }
        }

        return null;
    }
}

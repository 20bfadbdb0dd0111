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
        try
        {
            return await WaitAsync(created.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (ReportFailedException exception) when (!exception.CanContinue)
        {
            Forget();
            throw;
        }
    }

    /// <summary>Forgets the job, because its file was read to the end; the next run creates a new one.</summary>
    internal void Forget() => UnfinishedJobs.Remove(Scope, _request);

    private DateTimeOffset Now => _connection.Clock.GetUtcNow();

    private Task<ExportJob> WaitAsync(string id, CancellationToken cancellationToken)
    {
        OnJob?.Invoke(id);
        return _client.WaitAsync(id, OnPoll, cancellationToken);
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

using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Reads the rows of policies from their report. A single policy is read page by page with a report action; several policies, or one whose
/// action fails, with an export job.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="report">The report.</param>
/// <param name="policyIds">The policies.</param>
/// <param name="options">The options.</param>
/// <param name="log">The log, or <see langword="null"/>.</param>
/// <param name="statistics">Counts the requests, or <see langword="null"/>.</param>
internal sealed class StatusReportReader(
    GraphClient client,
    StatusReport report,
    IReadOnlyList<string> policyIds,
    StatusReportOptions options,
    GraphLog? log,
    RunStatistics? statistics)
{
    /// <summary>Reads the rows. Errors of a source are found before its first row.</summary>
    /// <param name="cancellationToken">Cancels the reading; an export job continues at the service.</param>
    /// <returns>The rows, also those of other policies where the service ignores the filter of an export job.</returns>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    /// <exception cref="ReportFailedException">The report failed, or its columns are not those of statuses.</exception>
    internal async IAsyncEnumerable<ReportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await StartActionAsync(cancellationToken).ConfigureAwait(false) is { } action)
        {
            await using (action.ConfigureAwait(false))
            {
                bool hasRow = action.HasRow;
                while (hasRow)
                {
                    yield return action.Rows.Current;
                    hasRow = await action.Rows.MoveNextAsync().ConfigureAwait(false);
                }
            }

            yield break;
        }

        ExportJobClient jobs = new(client, options.Jobs, log, statistics);
        ExportJobRunner runner = new(client, jobs, report.CreateRequest(options.ReadsAll ? [] : policyIds))
        {
            Scope = options.Scope,
            JobIds = options.JobIds,
            Verbose = log?.Verbose,
            OnPoll = options.OnPoll,
            OnJob = options.OnJob,
        };
        ExportJob job = await runner.CompleteAsync(cancellationToken).ConfigureAwait(false);
        bool isChecked = false;
        await foreach (ReportRow row in runner.ReadAsync(job, cancellationToken).ConfigureAwait(false))
        {
            if (!isChecked)
            {
                isChecked = true;
                ReportStatusConverter.EnsureUsable(row, report.Report.Name, needsPolicy: options.ReadsAll || policyIds.Count > 1);
            }

            yield return row;
        }
    }

    /// <summary>Reads the first row with the action; returns <see langword="null"/> when the action is not suitable or fails.</summary>
    private async Task<StartedAction?> StartActionAsync(CancellationToken cancellationToken)
    {
        if (policyIds.Count != 1 || options.JobIds.Count > 0 || options.ReadsAll)
        {
            return null;
        }

        ReportActionClient actions = new(client, options.Jobs.Limits, log, statistics);
        IAsyncEnumerator<ReportRow> rows = actions.ReadAsync(report.Action, policyIds[0], options.OnTotal, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        try
        {
            bool hasRow = await rows.MoveNextAsync().ConfigureAwait(false);
            if (hasRow)
            {
                ReportStatusConverter.EnsureUsable(rows.Current, report.Action, needsPolicy: false);
            }

            return new StartedAction(rows, hasRow);
        }
        catch (Exception exception)
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            if (exception is ReportFailedException or GraphFailureException { Failure.StatusCode: 400 or 404 or 405 or 410 or 501 })
            {
                log?.Verbose?.Invoke($"The report action {report.Action} cannot be used: {exception.Message} Exporting the report "
                    + $"{report.Report.Name} instead.");
                return null;
            }

            throw;
        }
    }

    /// <summary>Reads the remaining rows of an action.</summary>
    private sealed class StartedAction(IAsyncEnumerator<ReportRow> rows, bool hasRow) : IAsyncDisposable
    {
        internal IAsyncEnumerator<ReportRow> Rows { get; } = rows;

        internal bool HasRow { get; } = hasRow;

        public ValueTask DisposeAsync() => Rows.DisposeAsync();
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Diagnostics;

/// <summary>
/// Tries the reports about one kind of policy: the export job, and the action that returns the rows of one policy page by page.
/// </summary>
/// <param name="kind">The kind of policy.</param>
/// <param name="report">The reports.</param>
/// <param name="sendAsync">Sends a request: method, version, path and body.</param>
internal sealed class ReportProbe(
    string kind,
    StatusReport report,
    Func<HttpMethod, GraphVersion, string, ReadOnlyMemory<byte>, CancellationToken, Task<ProbeResponse>> sendAsync)
{
    private const string Jobs = "/deviceManagement/reports/exportJobs";
    private const string NoPolicy = "00000000-0000-0000-0000-000000000000";

    /// <summary>Tries every operation.</summary>
    /// <param name="policyId">A policy; <see langword="null"/> when there is none.</param>
    /// <param name="version">The version for export jobs; the actions are in beta only.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>A result for each operation.</returns>
    internal async IAsyncEnumerable<ProbeResult> ReadAsync(
        string? policyId, GraphVersion version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ExportJobRequest request = new() { ReportName = report.Report.Name };
        ProbeResponse created =
            await sendAsync(HttpMethod.Post, version, Jobs, request.BodyBytes(withSelect: false), cancellationToken).ConfigureAwait(false);
        yield return created.IsSuccess
            ? created.ToResult(kind, "ExportJob", ProbeState.Supported, $"An export job for {report.Report.Name} was created.")
            : created.ToRefusal(kind, "ExportJob");
        if (ExportJob.Read(created.Body) is { } job && created.IsSuccess)
        {
            ProbeResponse polled = await sendAsync(
                HttpMethod.Get,
                version,
                $"{Jobs}('{Uri.EscapeDataString(job.Id)}')",
                default,
                cancellationToken).ConfigureAwait(false);
            yield return !polled.IsSuccess ? polled.ToRefusal(kind, "ExportJobStatus")
                : ExportJob.Read(polled.Body) is { } state
                    ? polled.ToResult(kind, "ExportJobStatus", ProbeState.Supported, $"The job is {state.Status}.")
                : polled.ToResult(kind, "ExportJobStatus", ProbeState.Unknown, "The response is not an export job.");
        }

        if (policyId is null)
        {
            yield return ProbeResult.WithoutPolicy(kind, "ReportAction");
            yield break;
        }

        ProbeResponse first = await CallAsync(policyId, 0, 2, cancellationToken).ConfigureAwait(false);
        if (Read(first) is not { } table)
        {
            yield return first.IsSuccess
                ? first.ToResult(kind, "ReportAction", ProbeState.Unknown, "The response is not a table with Schema and Values.")
                : first.ToRefusal(kind, "ReportAction");
            yield break;
        }

        yield return first.ToResult(kind, "ReportAction", ProbeState.Supported, string.Create(
            CultureInfo.InvariantCulture, $"{report.Action} returned {table.Rows.Count} of {table.TotalRowCount} rows."));
        yield return await PagingAsync(policyId, table, cancellationToken).ConfigureAwait(false);
        yield return await FilterAsync(table, cancellationToken).ConfigureAwait(false);
    }

    private static ReportTable? Read(ProbeResponse response)
    {
        try
        {
            return response.IsSuccess ? ReportTable.Read(response.Body) : null;
        }
        catch (ReportFailedException)
        {
            return null;
        }
    }

    private async Task<ProbeResult> PagingAsync(string policyId, ReportTable first, CancellationToken cancellationToken)
    {
        ProbeResponse response = await CallAsync(policyId, 1, 1, cancellationToken).ConfigureAwait(false);
        if (Read(response) is not { } second)
        {
            return response.ToRefusal(kind, "ReportPaging");
        }

        return first.TotalRowCount < 2 ? response.ToResult(kind, "ReportPaging", ProbeState.Unknown, "The policy has fewer than two rows.")
            : first.Rows.Count > 2 || second.Rows.Count > 1
                ? response.ToResult(kind, "ReportPaging", ProbeState.Ignored, "More rows are returned than were asked for.")
            : first.Rows.Count == 2
                && second.Rows.Count == 1
                && first.Rows[1].Values.SequenceEqual(second.Rows[0].Values, StringComparer.Ordinal)
                ? response.ToResult(kind, "ReportPaging", ProbeState.Supported, "The second row was read on a page of its own.")
                : response.ToResult(kind, "ReportPaging", ProbeState.Ignored, "The second page does not begin with the second row.");
    }

    /// <summary>A policy that does not exist has no rows, unless the filter is ignored.</summary>
    private async Task<ProbeResult> FilterAsync(ReportTable first, CancellationToken cancellationToken)
    {
        ProbeResponse response = await CallAsync(NoPolicy, 0, 2, cancellationToken).ConfigureAwait(false);
        if (Read(response) is not { } none)
        {
            return response.ToRefusal(kind, "ReportFilter");
        }

        return none.Rows.Count > 0 ? response.ToResult(kind, "ReportFilter", ProbeState.Ignored, "Rows of other policies are returned.")
            : first.TotalRowCount == 0 ? response.ToResult(kind, "ReportFilter", ProbeState.Unknown, "The report has no rows.")
            : response.ToResult(kind, "ReportFilter", ProbeState.Supported, "Only rows of the policy are returned.");
    }

    private Task<ProbeResponse> CallAsync(string policyId, int skip, int top, CancellationToken cancellationToken)
    {
        JObject body = new() { ["select"] = new JArray(), ["filter"] = StatusReport.FilterOf(policyId), ["skip"] = skip, ["top"] = top };
        return sendAsync(
            HttpMethod.Post,
            GraphVersion.Beta,
            "/deviceManagement/reports/" + report.Action,
            Encoding.UTF8.GetBytes(body.ToString(Formatting.None)),
            cancellationToken);
    }
}

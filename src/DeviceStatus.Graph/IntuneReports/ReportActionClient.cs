using System.Globalization;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>
/// Reads a report about one policy page by page, with a POST to an action below <c>/deviceManagement/reports</c>. The actions by device are
/// in beta only. Errors are found before the first row is returned, so that an export job can be used instead.
/// </summary>
public sealed class ReportActionClient
{
    /// <summary>The number of rows in a page. The default of the service is 50; its maximum is not documented.</summary>
    private const int PageSize = 500;

    private const string Root = "/deviceManagement/reports/";
    private const string PolicyColumn = "PolicyId";

    private readonly GraphClient _client;
    private readonly ReportLimits _limits;
    private readonly GraphLog? _log;
    private readonly ReportRequestSender _sender;

    /// <summary>Creates a client.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="limits">The limits of a report.</param>
    /// <param name="log">The log, or <see langword="null"/>.</param>
    /// <param name="statistics">Counts the requests, or <see langword="null"/>.</param>
    public ReportActionClient(GraphClient client, ReportLimits limits, GraphLog? log = null, RunStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(limits);
        _client = client;
        _limits = limits;
        _log = log;
        _sender = new ReportRequestSender(client, log, statistics);
    }

    /// <summary>The permission for the actions, which only read although their method is POST.</summary>
    private static ResourceDescriptor Resource { get; } = new("IntuneReportAction", Root, "stream", [])
    {
        ReadPermission = PolicySchema.ConfigurationRead,
        WritePermission = PolicySchema.ConfigurationRead,
        Operations = ResourceOperations.Read,
    };

    /// <summary>
    /// Reads the rows of one policy. Rows of other policies are skipped; the service returns them when it ignores the filter.
    /// </summary>
    /// <param name="action">The last segment of the action.</param>
    /// <param name="policyId">The policy.</param>
    /// <param name="onTotal">Called before the last page with the number of rows at the service; not called when the service ignores the
    /// filter.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows, in the order of the service.</returns>
    /// <exception cref="GraphFailureException">The service refused, or could not be reached.</exception>
    /// <exception cref="ReportFailedException">The response is no table, has too many rows, or the pages repeat.</exception>
    public async IAsyncEnumerable<ReportRow> ReadAsync(
        string action, string policyId, Action<long>? onTotal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(policyId);
        ReportTable page = await PageAsync(action, policyId, 0, cancellationToken).ConfigureAwait(false);
        if (page.TotalRowCount > _limits.MaxActionRows)
        {
            throw new ReportFailedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The report {action} has {page.TotalRowCount:N0} rows; "
                    + $"more than {_limits.MaxActionRows:N0} are exported by a job instead."));
        }

        int read = 0;
        bool isFiltered = true;
        while (page.Rows.Count > 0)
        {
            read += page.Rows.Count;
            ReportTable? next = read < page.TotalRowCount
                ? await PageAsync(action, policyId, read, cancellationToken).ConfigureAwait(false)
                : null;
            if (next is not null && (next.IsSameAs(page) || read + next.Rows.Count > Math.Max(_limits.MaxActionRows, page.TotalRowCount)))
            {
                throw new ReportFailedException($"The report {action} sent the same page twice; the service does not page it.");
            }

            // When the service ignores the filter, the total includes the rows of every policy.
            isFiltered &= page.Rows.All(row => IsOf(row, policyId));
            if (next is null && isFiltered)
            {
                onTotal?.Invoke(page.TotalRowCount);
            }

            foreach (ReportRow row in page.Rows.Where(row => IsOf(row, policyId)))
            {
                yield return row;
            }

            if (next is null)
            {
                yield break;
            }

            page = next;
        }

        if (page.TotalRowCount == 0)
        {
            onTotal?.Invoke(0);
        }

        if (read < page.TotalRowCount)
        {
            throw new ReportFailedException(FormattableString.Invariant(
                $"The report {action} counts {page.TotalRowCount:N0} rows, but ended after {read:N0}. Run the command again."));
        }
    }

    private static bool IsOf(ReportRow row, string policyId) =>
        row[PolicyColumn] is not { } id || string.Equals(id, policyId, StringComparison.OrdinalIgnoreCase);

    private async Task<ReportTable> PageAsync(string action, string policyId, int skip, CancellationToken cancellationToken)
    {
        GraphRequest request = new(HttpMethod.Post, GraphVersion.Beta, Root + action, Resource, null);
        byte[] body = System.Text.Encoding.UTF8.GetBytes(new JObject
        {
            ["select"] = new JArray(),
            ["filter"] = StatusReport.FilterOf(policyId),
            ["orderBy"] = new JArray(),
            ["skip"] = skip,
            ["top"] = PageSize,
        }.ToString(Formatting.None));
        _log?.Debug?.Invoke(FormattableString.Invariant($"Reading the report {action} from row {skip + 1}."));
        JObject? table = await _sender.SendAsync(
            request,
            body,
            async cancelled => await _client.Pacer.AcquireAsync(PaceKind.Read, 1, cancelled).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return ReportTable.Read(table);
    }
}

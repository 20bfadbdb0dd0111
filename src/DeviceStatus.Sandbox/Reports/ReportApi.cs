using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Reports;

/// <summary>Export jobs below <c>/deviceManagement/reports</c>, with the behaviour that is documented or known of Intune's.</summary>
internal sealed partial class ReportApi(SandboxStore store, RouteTable routes, SandboxReportOptions options, TimeProvider clock)
{
    private const string Root = "/deviceManagement/reports";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SandboxExportJob> _jobs = new(StringComparer.Ordinal);
    private readonly Queue<long> _requests = new();

    /// <summary>Whether a path belongs here.</summary>
    internal static bool Owns(ReadOnlySpan<char> path) => path.StartsWith(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Handles a call.</summary>
    /// <exception cref="ApiException">The call is refused.</exception>
    internal ApiResponse Answer(ApiCall call)
    {
        if (SecondsToWait() is > 0 and int seconds)
        {
            return ApiResponse.Error(call, 429, "TooManyRequests", "Too many requests for export jobs.", seconds.ToString(CultureInfo.InvariantCulture));
        }

        string path = Uri.UnescapeDataString(call.Path.ToString())[Root.Length..].TrimEnd('/');
        Match match = JobPattern().Match(path);
        if (match.Success && call.Method == "GET")
        {
            string id = match.Groups["id"].Value;
            return _jobs.TryGetValue(id, out SandboxExportJob? job)
                ? Describe(call, job, 200, job.Poll())
                : throw new ApiException(404, "ResourceNotFound", $"There is no export job with the id '{id}'.");
        }

        if (path.Equals("/exportJobs", StringComparison.OrdinalIgnoreCase))
        {
            return call.Method == "POST" ? Create(call) : throw ApiException.Invalid("No method match route template");
        }

        throw ApiException.BadRequest($"Resource not found for the segment '{path.TrimStart('/')}'.");
    }

    /// <summary>The file of a job, or null when the address is wrong or has expired.</summary>
    internal byte[]? Download(string pathAndQuery)
    {
        Match match = DownloadPattern().Match(pathAndQuery);
        return match.Success && _jobs.TryGetValue(Uri.UnescapeDataString(match.Groups["id"].Value), out SandboxExportJob? job)
            && job.Signature == match.Groups["signature"].Value && job.ExpiresOn > clock.GetUtcNow()
                ? job.File
                : null;
    }

    private ApiResponse Create(ApiCall call)
    {
        JObject body = call.ReadBody();
        string name = body["reportName"] is JValue { Value: string text } ? text : throw ApiException.BadRequest("The property 'reportName' is required.");
        if (StatusReport.ColumnsOf(name) is not { } columns)
        {
            throw ApiException.BadRequest($"Invalid report name '{name}'.");
        }

        if (body["select"] is JArray { Count: > 0 } select)
        {
            string[] wanted = [.. select.Select(static column => column.ToString())];
            string? unknown = wanted.FirstOrDefault(column => column.EndsWith("_loc", StringComparison.Ordinal) || !columns.Any(known => known.Name == column));
            if (options.RefuseSelect || unknown is not null)
            {
                throw ApiException.BadRequest(unknown is null ? "The property 'select' is not supported for this report." : $"Invalid column '{unknown}'.");
            }

            columns = [.. columns.Where(column => wanted.Contains(column.Name) || wanted.Any(each => column.Name == each + "_loc"))];
        }

        if (options.ReverseColumns)
        {
            columns = [.. columns.Reverse()];
        }

        string? filter = (body["filter"] as JValue)?.Value as string;
        string id = $"{name}_{Guid.NewGuid()}";
        SandboxExportJob job = new(id, name, filter, StatusReport.Write(id, columns, Rows(name, filter)));
        _jobs[id] = job;
        return Describe(call, job, 201, 0);
    }

    private IEnumerable<StatusReportRow> Rows(string reportName, string? filter)
    {
        ResourceDescriptor resource = StatusReport.IsCompliance(reportName)
            ? GraphSchema.DeviceCompliancePolicyDeviceStatus
            : GraphSchema.DeviceConfigurationDeviceStatus;
        HashSet<string> policies = [.. PolicyPattern().Matches(filter ?? string.Empty).Select(static match => match.Groups["id"].Value)];
        StoreSnapshot snapshot = store.Snapshot();
        Dictionary<string, SandboxItem> parents = snapshot.Collections.Where(collection => collection.Table.Resource == resource.Parent)
            .SelectMany(static collection => collection.Items).ToDictionary(static item => item.Id, StringComparer.OrdinalIgnoreCase);
        ResourceTable table = routes.Tables.First(each => each.Resource == resource);
        return snapshot.Collections.Where(collection => collection.Table.Resource == resource)
            .Where(collection => collection.ParentId is { } parent && parents.ContainsKey(parent) && (policies.Count == 0 || policies.Contains(parent)))
            .SelectMany(collection => collection.Items.Select(item => new StatusReportRow(table, item, parents[collection.ParentId!])));
    }

    private ApiResponse Describe(ApiCall call, SandboxExportJob job, int status, int polls)
    {
        bool isOver = polls >= options.PollsUntilCompleted;
        if (isOver && !options.FailJobs)
        {
            job.ExpiresOn ??= clock.GetUtcNow() + options.AddressLifetime;
        }

        string state = polls == 0 ? "notStarted" : !isOver ? "inProgress" : options.FailJobs ? "failed" : "completed";
        return new ApiResponse
        {
            Status = status,
            Body = json =>
            {
                json.WriteStartObject();
                json.Member("@odata.context", $"{call.VersionRoot}/$metadata#deviceManagement/reports/exportJobs/$entity");
                json.Member("id", job.Id);
                json.Member("reportName", job.ReportName);
                json.Member("filter", job.Filter);
                json.WritePropertyName("select");
                json.WriteStartArray();
                json.WriteEndArray();
                json.Member("format", "csv");
                json.Member("snapshotId", null);
                json.Member("localizationType", "localizedValuesAsAdditionalColumn");
                json.Member("status", state);
                json.Member("url", job.ExpiresOn is null
                    ? null
                    : $"{options.DownloadRoot.GetLeftPart(UriPartial.Authority)}/{Uri.EscapeDataString(job.Id)}.zip?sv=2025-01-05&sig={job.Signature}");
                json.Member("requestDateTime", call.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
                json.Member("expirationDateTime", job.ExpiresOn is { } date
                    ? date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
                    : "0001-01-01T00:00:00Z");
                json.WriteEndObject();
            },
        };
    }

    /// <summary>Counts the request and returns 0, or how many seconds the window is full.</summary>
    private int SecondsToWait()
    {
        if (options.RequestsPerMinute == 0)
        {
            return 0;
        }

        lock (_requests)
        {
            long now = clock.GetTimestamp();
            while (_requests.TryPeek(out long oldest) && clock.GetElapsedTime(oldest, now) >= Window)
            {
                _requests.Dequeue();
            }

            if (_requests.Count >= options.RequestsPerMinute)
            {
                return Math.Max(1, (int)Math.Ceiling((Window - clock.GetElapsedTime(_requests.Peek(), now)).TotalSeconds));
            }

            _requests.Enqueue(now);
            return 0;
        }
    }

    [GeneratedRegex(@"^/exportJobs(?:/|\(')(?<id>[^/']+)(?:'\))?$", RegexOptions.IgnoreCase)]
    private static partial Regex JobPattern();

    [GeneratedRegex(@"^/(?<id>[^/?]+)\.zip\?.*\bsig=(?<signature>[0-9a-f]+)$")]
    private static partial Regex DownloadPattern();

    [GeneratedRegex(@"\bPolicyId\s+eq\s+'(?<id>[^']*)'", RegexOptions.IgnoreCase)]
    private static partial Regex PolicyPattern();
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Reports;

/// <summary>Export jobs below <c>/deviceManagement/reports</c>, with the documented or observed behavior of Intune.</summary>
internal sealed partial class ReportApi(SandboxStore store, RouteTable routes, SandboxReportOptions options, TimeProvider clock)
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["getConfigurationPolicyDevicesReport"] = "DeviceStatusesByConfigurationProfile",
        ["getDeviceStatusByCompliacePolicyReport"] = "DeviceStatusByCompliacePolicyReport",
        ["getCompliancePolicyDevicesReport"] = "DeviceStatusByCompliacePolicyReport",
    };

    private const string Root = "/deviceManagement/reports";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SandboxExportJob> _jobs = new(StringComparer.Ordinal);
    private readonly Queue<long> _requests = new();

    /// <summary>Scheme and host of the files.</summary>
    internal Uri DownloadRoot { get; set; } = options.DownloadRoot;

    /// <summary>Whether the path is part of the reporting API.</summary>
    internal static bool Owns(ReadOnlySpan<char> path) => path.StartsWith(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Handles a call.</summary>
    /// <exception cref="ApiException">The call is refused.</exception>
    internal ApiResponse Handle(ApiCall call)
    {
        string path = Uri.UnescapeDataString(call.Path.ToString())[Root.Length..].TrimEnd('/');
        if (Actions.TryGetValue(path.TrimStart('/'), out string? report) && call.Version == GraphVersion.Beta && !options.ActionsAreGone)
        {
            return call.Method == "POST" ? Table(call, report) : throw ApiException.Invalid("No method match route template");
        }

        if (SecondsToWait() is > 0 and int seconds)
        {
            return ApiResponse.Error(
                call,
                429,
                "TooManyRequests",
                "Too many requests for export jobs.",
                seconds.ToString(CultureInfo.InvariantCulture));
        }

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

    /// <summary>The file of a job, or null if the URL is wrong or has expired.</summary>
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
        string name = body["reportName"] is JValue { Value: string text }
            ? text
            : throw ApiException.BadRequest("The property 'reportName' is required.");
        StatusReportColumn[] columns = ColumnsOf(name) ?? throw ApiException.BadRequest($"Invalid report name '{name}'.");

        if (body["select"] is JArray { Count: > 0 } select)
        {
            string[] wanted = [.. select.Select(static column => column.ToString())];
            string? unknown = wanted.FirstOrDefault(
                column => column.EndsWith("_loc", StringComparison.Ordinal) || !columns.Any(known => known.Name == column));
            if (options.RefuseSelect || unknown is not null)
            {
                throw ApiException.BadRequest(unknown is null
                    ? "The property 'select' is not supported for this report."
                    : $"Invalid column '{unknown}'.");
            }

            columns = [.. columns.Where(column => wanted.Contains(column.Name) || wanted.Any(each => column.Name == each + "_loc"))];
        }

        string? filter = (body["filter"] as JValue)?.Value as string;
        string id = $"{name}_{Guid.NewGuid()}";
        SandboxExportJob job = new(id, name, filter, StatusReport.Write(id, columns, Rows(name, filter)));
        _jobs[id] = job;
        return Describe(call, job, 201, 0);
    }

    /// <summary>Writes a page of a report action: a table with numeric columns as numbers.</summary>
    private ApiResponse Table(ApiCall call, string report)
    {
        JObject body = call.ReadBody();
        StatusReportColumn[] columns = ColumnsOf(report)!;
        List<StatusReportRow> rows = [.. Rows(report, (body["filter"] as JValue)?.Value as string)];
        int skip = options.IgnorePaging ? 0 : Number(body, "skip", 0);
        int top = options.IgnorePaging
            ? options.ActionPageSize
            : Math.Min(Number(body, "top", options.ActionPageSize), options.ActionPageSize);
        return new ApiResponse
        {
            Status = 200,
            IsStream = true,
            Body = json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("TotalRowCount");
                json.WriteValue(rows.Count);
                json.WritePropertyName("Schema");
                json.WriteStartArray();
                foreach (StatusReportColumn column in columns)
                {
                    json.WriteStartObject();
                    json.Member("Column", column.Name);
                    json.Member("PropertyType", column.IsNumber ? "Int32" : "String");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WritePropertyName("Values");
                json.WriteStartArray();
                foreach (StatusReportRow row in rows.Skip(skip).Take(top))
                {
                    json.WriteStartArray();
                    foreach (StatusReportColumn column in columns)
                    {
                        json.WriteValue(column.IsNumber
                            ? int.Parse(column.Value(row)!, CultureInfo.InvariantCulture)
                            : (object?)column.Value(row));
                    }

                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.Member("SessionId", string.Empty);
                json.WriteEndObject();
            },
        };
    }

    private static int Number(JObject body, string name, int otherwise) => body[name] switch
    {
        null or JValue { Value: null } => otherwise,
        JValue { Value: long number and >= 0 } => (int)Math.Min(number, int.MaxValue),
        _ => throw ApiException.BadRequest($"The property '{name}' must be a number of 0 or more."),
    };

    private StatusReportColumn[]? ColumnsOf(string report)
    {
        StatusReportColumn[]? columns = StatusReport.ColumnsOf(report);
        if (columns is not null && options.NumbersOnly)
        {
            columns = Array.FindAll(
                columns,
                static column => column.Name != "ReportStatus" && !column.Name.EndsWith("_loc", StringComparison.Ordinal));
        }

        return options.ReverseColumns && columns is not null ? [.. columns.Reverse()] : columns;
    }

    private IEnumerable<StatusReportRow> Rows(string reportName, string? filter) => StatusReport.IsCompliance(reportName)
        ? Rows(GraphSchema.DeviceCompliancePolicyDeviceStatus, filter)
        : Rows(GraphSchema.DeviceConfigurationDeviceStatus, filter).Concat(Rows(GraphSchema.ConfigurationPolicyDeviceStatus, filter));

    private IEnumerable<StatusReportRow> Rows(ResourceDescriptor resource, string? filter)
    {
        HashSet<string> policies = options.IgnoreFilters
            ? []
            : PolicyPattern().Matches(filter ?? string.Empty)
                .Select(static match => match.Groups["id"].Value)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
        StoreSnapshot snapshot = store.Snapshot();
        Dictionary<string, SandboxItem> parents = snapshot.Collections.Where(collection => collection.Table.Resource == resource.Parent)
            .SelectMany(static collection => collection.Items).ToDictionary(static item => item.Id, StringComparer.OrdinalIgnoreCase);
        ResourceTable table = routes.Tables.First(each => each.Resource == resource);
        return snapshot.Collections.Where(collection => collection.Table.Resource == resource)
            .Where(collection => collection.ParentId is { } parent
                && parents.ContainsKey(parent)
                && (policies.Count == 0 || policies.Contains(parent)))
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
                string file = $"{DownloadRoot.GetLeftPart(UriPartial.Authority)}/{Uri.EscapeDataString(job.Id)}.zip";
                json.Member("url", job.ExpiresOn is null ? null : $"{file}?sv=2025-01-05&sig={job.Signature}");
                json.Member(
                    "requestDateTime",
                    call.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
                json.Member("expirationDateTime", job.ExpiresOn is { } date
                    ? date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
                    : "0001-01-01T00:00:00Z");
                json.WriteEndObject();
            },
        };
    }

    /// <summary>Counts the request. Returns 0, or the seconds until the window allows another request.</summary>
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

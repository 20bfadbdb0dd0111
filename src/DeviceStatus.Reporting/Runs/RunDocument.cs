using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace DeviceStatus.Reporting.Runs;

/// <summary>A run as JSON, as docs/run.md describes it. The members are written in this order, with a small first letter.</summary>
public sealed class RunDocument
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        ContractResolver = new CamelCasePropertyNamesContractResolver(),
        Formatting = Formatting.Indented,
        Culture = CultureInfo.InvariantCulture,
    };

    /// <summary>
    /// The current version of this shape. It changes when a member is removed or changes its meaning, not when one is added.
    /// </summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of this shape.</summary>
    public int SchemaVersion { get; } = CurrentVersion;

    /// <summary>The number of the run in its process.</summary>
    public int Id { get; init; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>The name of the connection; of several, the names with commas between them; <see langword="null"/> without one.</summary>
    public string? Connection { get; init; }

    /// <summary>When the run began, in UTC by ISO 8601 with milliseconds.</summary>
    public string StartedOn { get; init; } = string.Empty;

    /// <summary>The duration.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>Running, Completed, Stopped or Refused.</summary>
    public string State { get; init; } = string.Empty;

    /// <summary>The exit code for a script.</summary>
    public int ExitCode { get; init; }

    /// <summary>The number of rows; for a read, of the lists of statuses.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that the service did; for a read, the lists that are complete.</summary>
    public long Done { get; init; }

    /// <summary>Rows that were refused; for a read, the lists that are partial or failed.</summary>
    public long Failed { get; init; }

    /// <summary>Rows that were not sent.</summary>
    public long NotSent { get; init; }

    /// <summary>Rows that were sent without a response that proves what was done.</summary>
    public long OutcomeUnknown { get; init; }

    /// <summary>Rows that an earlier run with the same journal had done.</summary>
    public long Skipped { get; init; }

    /// <summary>HTTP requests, a batch counted as one.</summary>
    public long Requests { get; init; }

    /// <summary>Batches among the requests.</summary>
    public long Batches { get; init; }

    /// <summary>Rows sent again.</summary>
    public long Retries { get; init; }

    /// <summary>Responses 429, each item of a batch counted.</summary>
    public long Throttled { get; init; }

    /// <summary>How long the run waited for quota.</summary>
    public double QuotaWaitSeconds { get; init; }

    /// <summary>Rows that ended in a second.</summary>
    public double RowsPerSecond { get; init; }

    /// <summary>The journal, if there is one.</summary>
    public string? JournalPath { get; init; }

    /// <summary>The rows that are not done, in input order; at most 10,000.</summary>
    public IReadOnlyList<RunDocumentFailure> Failures { get; init; } = [];

    /// <summary>For a read, the coverage of each policy.</summary>
    public IReadOnlyList<RunDocumentCoverage> Coverage { get; init; } = [];

    /// <summary>For a read, the export jobs of reports; their ids continue a run that was stopped.</summary>
    public IReadOnlyList<RunDocumentReportJob> ReportJobs { get; init; } = [];

    /// <summary>The figures of each connection, in the order of their first rows.</summary>
    public IReadOnlyList<RunDocumentPart> Parts { get; init; } = [];

    /// <summary>Formats a point in time.</summary>
    /// <param name="date">The date.</param>
    /// <returns>For example <c>2026-08-04T10:15:00.250Z</c>.</returns>
    public static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Formats the document.</summary>
    /// <returns>One JSON object, indented, with line feeds.</returns>
    public string ToJson() => JsonConvert.SerializeObject(this, Settings).ReplaceLineEndings("\n");
}

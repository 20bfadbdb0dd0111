namespace DeviceStatus.Reporting.Runs;

/// <summary>The figures of one connection in a run.</summary>
public sealed class RunDocumentPart
{
    /// <summary>The name of the connection; <see langword="null"/> for rows that name no open connection.</summary>
    public string? Connection { get; init; }

    /// <summary>The tenant of the connection, if it is known.</summary>
    public string? TenantId { get; init; }

    /// <summary>The root of Graph, without version.</summary>
    public string? GraphEndpoint { get; init; }

    /// <summary>When the first row of the connection arrived, in UTC by ISO 8601 with milliseconds.</summary>
    public string StartedOn { get; init; } = string.Empty;

    /// <summary>The duration of its rows.</summary>
    public double DurationSeconds { get; init; }

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

    /// <summary>How long the connection waited for quota.</summary>
    public double QuotaWaitSeconds { get; init; }

    /// <summary>The configured number of writes in 20 seconds; 0 means no pacing.</summary>
    public int WriteLimit { get; init; }

    /// <summary>The limit when the document was written; less than the configured limit after the service throttled.</summary>
    public int CurrentWriteLimit { get; init; }

    /// <summary>Rows that ended in a second.</summary>
    public double RowsPerSecond { get; init; }

    /// <summary>The number of coverage records of this connection.</summary>
    public int CoverageCount { get; init; }
}

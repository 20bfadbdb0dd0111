using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Retry;

namespace DeviceStatus.Graph.Batching;

/// <summary>How a run of many changes is carried out.</summary>
public sealed class BatchOptions
{
    /// <summary>The most requests that one batch may hold, set by the service.</summary>
    public const int MaxBatchSize = 20;

    /// <summary>How long a run that is stopped waits for what is in flight, unless it is told otherwise.</summary>
    public static readonly TimeSpan DefaultStopGrace = TimeSpan.FromSeconds(2);

    /// <summary>Requests in one batch, 1 to 20. Default: 20.</summary>
    public int BatchSize { get; init; } = MaxBatchSize;

    /// <summary>Batches in flight at a time, 1 to 64. Default: 8.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>How long the whole run may take before the rest is reported as not sent; <see langword="null"/> = as long as it takes.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>How long a row waits for company before it is sent alone. Default: 100 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a run that is stopped waits for what is in flight. Default: 2 s.</summary>
    public TimeSpan StopGrace { get; init; } = DefaultStopGrace;

    /// <summary>How long a run whose time budget ran out waits for what is in flight; nobody waits at a prompt then. Default: 30 s.</summary>
    public TimeSpan BudgetGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Rows that may be under way at a time; it bounds the memory of a run. Default: 4,096.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Reads the object back after an update that was answered without one.</summary>
    public bool ReturnObjects { get; init; }

    /// <summary>The journal that makes the run resumable, or <see langword="null"/>. The writer neither opens nor closes it.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Sends a POST again that an earlier run left in doubt.</summary>
    public bool RetryInDoubt { get; init; }

    /// <summary>The retry policy; <see langword="null"/> uses that of the connection.</summary>
    internal RetryPolicy? Retry { get; init; }

    /// <summary>The number of rows that fail or end in doubt before the run stops; <see langword="null"/>: no limit.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>How often a row is sent again at most; <see langword="null"/>: until the time of the retry policy is used up.</summary>
    public int? RetryLimit { get; init; }

    /// <summary>Where to trace, or <see langword="null"/>.</summary>
    public GraphLog? Log { get; init; }
}

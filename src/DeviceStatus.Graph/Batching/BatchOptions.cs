using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>The settings of a run of many requests.</summary>
public sealed class BatchOptions
{
    /// <summary>The most requests that the service accepts in one batch.</summary>
    public const int MaxBatchSize = 20;

    /// <summary>The default of <see cref="StopGrace"/>.</summary>
    public static readonly TimeSpan DefaultStopGrace = TimeSpan.FromSeconds(2);

    /// <summary>The default of <see cref="BudgetGrace"/>.</summary>
    public static readonly TimeSpan DefaultBudgetGrace = TimeSpan.FromSeconds(30);

    /// <summary>Requests in one batch, 1 to 20. Default: 20.</summary>
    public int BatchSize { get; init; } = MaxBatchSize;

    /// <summary>Batches in flight at a time, 1 to 64. Default: 8.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>The maximum time of the run; rows not sent by then end as not sent. <see langword="null"/>: no limit.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>How long a row waits for others before its batch is sent incomplete. Default: 100 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a run that is stopped waits for the responses to what is in flight. Default: 2 s.</summary>
    public TimeSpan StopGrace { get; init; } = DefaultStopGrace;

    /// <summary>How long a run whose time budget is over waits for the responses to what is in flight. Default: 30 s.</summary>
    public TimeSpan BudgetGrace { get; init; } = DefaultBudgetGrace;

    /// <summary>The maximum number of rows that are posted and not yet taken. It limits the memory of a run. Default: 4,096.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>
    /// Whether the object of each row is returned. After an update whose response does not contain it, the object is read.
    /// </summary>
    public bool ReturnObjects { get; init; }

    /// <summary>The journal that makes the run resumable, or <see langword="null"/>. The executor neither opens nor closes it.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>
    /// Settles each POST in doubt, of this run or of an earlier one with the same journal: the object is looked for, by its id where the
    /// row names one, else in its collection by the values of the row, and the POST is sent again where it is not found.
    /// </summary>
    public bool RetryInDoubt { get; init; }

    /// <summary>The number of rows that fail or end in doubt before the run stops; <see langword="null"/>: no limit.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>
    /// The scope that distinguishes the rows of this executor from those of others with the same journal, or <see langword="null"/> for one
    /// connection.
    /// </summary>
    public JournalScope? JournalScope { get; init; }

    /// <summary>How often a row is sent again at most; <see langword="null"/>: until the time of the retry policy is used up.</summary>
    public int? RetryLimit { get; init; }

    /// <summary>The log of the caller, or <see langword="null"/>.</summary>
    public GraphLog? Log { get; init; }

    /// <summary>
    /// The limit that the executors of one run share; <see langword="null"/> when <see cref="MaxErrors"/> is this executor's own.
    /// </summary>
    internal ErrorLimit? ErrorLimit { get; init; }

    /// <summary>How much of <see cref="TimeBudget"/> was used up before this executor started.</summary>
    internal TimeSpan TimeUsed { get; init; }

    /// <summary>
    /// The objects that a run with a journal writes, which the executors of one tenant share; <see langword="null"/> for an executor whose
    /// tenant has no other.
    /// </summary>
    internal HashSet<string>? WrittenObjects { get; init; }

    /// <summary>Set whenever rows have ended; executors of one run share it, so that one caller can wait for all of them.</summary>
    internal AsyncSignal? RowsCompleted { get; init; }

    /// <summary>
    /// The rows that are posted and not yet taken while no row waits to be sent again. Default: 1,024, or twice what is in flight.
    /// </summary>
    internal int? NormalWindow { get; init; }

    /// <summary>The retry policy; <see langword="null"/> uses that of the connection.</summary>
    internal RetryPolicy? Retry { get; init; }

    /// <summary>
    /// The collections whose lists are not asked for again once the service said that the collection is gone; <see langword="null"/> for
    /// none.
    /// </summary>
    internal Predicate<ResourceDescriptor>? SkipsGone { get; init; }

    /// <summary>Whether the run stops when the service refuses row after row for the same reason. Reads of many lists go on.</summary>
    internal bool StopsWhenRefused { get; init; } = true;
}

namespace DeviceStatus.Sandbox;

/// <summary>How a sandbox behaves. The default is a fast, flawless service that forgets everything when it is closed.</summary>
public sealed class SandboxOptions
{
    /// <summary>The last day of <see cref="Day"/>.</summary>
    public const int LastDay = 366;

    /// <summary>
    /// The file that keeps the state; <see langword="null"/> keeps it in memory only. A missing file is made by the first change.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>How long every HTTP request takes before its answer, a batch counting as one. Zero or more.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// The longest time of an HTTP request; each takes a random time from <see cref="Latency"/> to this. <see langword="null"/>: each takes
    /// <see cref="Latency"/>.
    /// </summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>
    /// How many writes each throttling class takes in any 20 s, and a tenth of how many requests of any kind; what exceeds it is answered
    /// 429. 0 is no limit. The published limit is 100.
    /// </summary>
    public int WriteLimit { get; init; }

    /// <summary>
    /// The share of requests, 0 to 1, that fail for no fault of theirs: a
    /// quarter each 429, 503, connection lost before the work, connection
    /// lost after it. Items of a batch fail one by one with 429 or 503, and all together with a lost connection.
    /// </summary>
    public double FaultRate { get; init; }

    /// <summary>The seed of the random numbers behind <see cref="FaultRate"/>; <see langword="null"/> takes another each time.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Faults by rule. They come before those of <see cref="FaultRate"/>, with the same seed.
    /// </summary>
    public IReadOnlyList<SandboxFaultRule> FaultRules { get; init; } = [];

    /// <summary>
    /// The permissions that the sandbox grants; a call that needs another one is refused with 403. Empty grants all.
    /// </summary>
    public IReadOnlyCollection<string> Permissions { get; init; } = [];

    /// <summary>
    /// Decides the fault of each call instead of <see cref="FaultRules"/> and <see cref="FaultRate"/>.
    /// Called for every HTTP request, and for a batch once more for every
    /// item of it, before any work; must be safe to call from many threads at once.
    /// </summary>
    public Func<SandboxCall, SandboxFault>? Faults { get; init; }

    /// <summary>What a successful PATCH answers.</summary>
    public UpdateResponse UpdateResponse { get; init; }

    /// <summary>Start with the policies but without any status.</summary>
    public bool Empty { get; init; }

    /// <summary>
    /// The day whose statuses the sandbox starts with, 1 to <see cref="LastDay"/>. On each later day some of the same devices have failed,
    /// recovered, gone or come. A state file that exists keeps its own statuses.
    /// </summary>
    public int Day { get; init; } = 1;

    /// <summary>Names or ids of policies whose statuses and overviews are refused with 403; the policies themselves stay listed.</summary>
    public IReadOnlyList<string> DeniedPolicies { get; init; } = [];

    /// <summary>
    /// Ends the list of every policy's statuses after half of them without
    /// a further link, as the service is known to do; overviews count all.
    /// </summary>
    public bool ShortLists { get; init; }

    /// <summary>
    /// Start with so many device configurations of one size instead of the usual data, for tests of large tenants; 0 is the usual data.
    /// </summary>
    public int ManyPolicies { get; init; }

    /// <summary>How many statuses each of <see cref="ManyPolicies"/> has.</summary>
    public int StatusesOfEach { get; init; } = 200;

    /// <summary>How many objects one page of a list holds at most, 1 or more.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How export jobs of reports behave.</summary>
    public SandboxReportOptions Reports { get; init; } = new();

    /// <summary>The clock behind latency, limits and the dates of answers; <see langword="null"/> is the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}

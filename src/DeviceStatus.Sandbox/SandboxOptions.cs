namespace DeviceStatus.Sandbox;

/// <summary>The behavior of a sandbox. By default it has no latency, no limits and no faults, and keeps its data in memory only.</summary>
public sealed class SandboxOptions
{
    /// <summary>The maximum of <see cref="Day"/>.</summary>
    public const int LastDay = 366;

    /// <summary>
    /// The file of the state, or <see langword="null"/> to keep the state in memory only. The first change creates a missing file.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The time before the response to an HTTP request; a batch is one request. Zero or more.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// The maximum time of an HTTP request. Each request takes a random time from <see cref="Latency"/> to this value. With
    /// <see langword="null"/> each takes <see cref="Latency"/>.
    /// </summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>
    /// The number of writes in any 20 s for each throttling class. The limit of all requests is ten times as high. The response to a
    /// request above the limit is 429. 0 means no limit. The published limit is 100.
    /// </summary>
    public int WriteLimit { get; init; }

    /// <summary>
    /// The share of requests with an injected fault, 0 to 1. The faults are in equal parts 429, 503, a connection closed before and a
    /// connection closed after the request is processed. Batch items fail individually with 429 or 503, and together with a closed
    /// connection.
    /// </summary>
    public double FaultRate { get; init; }

    /// <summary>The seed of the random numbers behind <see cref="FaultRate"/>; <see langword="null"/> is a random seed.</summary>
    public int? Seed { get; init; }

    /// <summary>The fault rules. They take precedence over <see cref="FaultRate"/> and use the same seed.</summary>
    public IReadOnlyList<SandboxFaultRule> FaultRules { get; init; } = [];

    /// <summary>
    /// The permissions that the sandbox grants. A call that needs another permission is refused with 403. Empty grants all permissions.
    /// </summary>
    public IReadOnlyCollection<string> Permissions { get; init; } = [];

    /// <summary>
    /// Decides the fault of each call instead of <see cref="FaultRules"/> and <see cref="FaultRate"/>. Called for every HTTP request and
    /// for every item of a batch, before the call is processed. Must be thread-safe.
    /// </summary>
    public Func<SandboxCall, SandboxFault>? Faults { get; init; }

    /// <summary>The response to a successful PATCH.</summary>
    public UpdateResponse UpdateResponse { get; init; }

    /// <summary>Whether the sandbox starts with the policies but without statuses.</summary>
    public bool Empty { get; init; }

    /// <summary>
    /// The day of the initial statuses, 1 to <see cref="LastDay"/>. On each later day some of the same devices have failed, recovered, been
    /// removed or been added. An existing state file keeps its own statuses.
    /// </summary>
    public int Day { get; init; } = 1;

    /// <summary>
    /// Names or ids of policies whose statuses and overviews are refused with 403; the policies themselves are still listed.
    /// </summary>
    public IReadOnlyList<string> DeniedPolicies { get; init; } = [];

    /// <summary>
    /// Whether the list of a policy's statuses ends after half of them without a next link, as observed in the service. Overviews count all
    /// statuses.
    /// </summary>
    public bool ShortLists { get; init; }

    /// <summary>
    /// The number of device configurations of equal size to start with instead of the usual data, for tests of large tenants. 0 means the
    /// usual data.
    /// </summary>
    public int ManyPolicies { get; init; }

    /// <summary>The number of statuses of each of <see cref="ManyPolicies"/>.</summary>
    public int StatusesOfEach { get; init; } = 200;

    /// <summary>The maximum number of objects on one page of a list, 1 or more.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The behavior of the export jobs of reports.</summary>
    public SandboxReportOptions Reports { get; init; } = new();

    /// <summary>The time provider for latency, limits and the dates of responses, or <see langword="null"/> for the system clock.</summary>
    public TimeProvider? TimeProvider { get; init; }
}

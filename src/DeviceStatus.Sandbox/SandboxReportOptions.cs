namespace DeviceStatus.Sandbox;

/// <summary>How the sandbox's export jobs behave. The default is a job that is ready at its second poll.</summary>
public sealed record SandboxReportOptions
{
    /// <summary>The host that serves the files. It differs from the Graph host, as in the service.</summary>
    public static readonly Uri DefaultDownloadRoot = new("https://reports.sandbox.invalid");

    /// <summary>The number of polls until a job is completed, 1 or more.</summary>
    public int PollsUntilCompleted { get; init; } = 2;

    /// <summary>How long the URL of a file is valid.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Whether every job fails.</summary>
    public bool FailJobs { get; init; }

    /// <summary>Whether a list of columns is refused with 400, as for some reports of the service.</summary>
    public bool RefuseSelect { get; init; }

    /// <summary>Whether the columns of the file are in reverse order; their order is not documented.</summary>
    public bool ReverseColumns { get; init; }

    /// <summary>Requests for export jobs in one minute, polls included; 0 is no limit. The published limit for an app is 48.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>
    /// Whether the collections of the device statuses of configuration profiles and compliance policies do not exist, like those of apps
    /// since 2023. The response is 400 "Resource not found for the segment".
    /// </summary>
    public bool StatusCollectionsAreGone { get; init; }

    /// <summary>Whether reports ignore their filter and contain the rows of every policy.</summary>
    public bool IgnoreFilters { get; init; }

    /// <summary>Whether report actions ignore <c>skip</c> and <c>top</c> and always return the first page.</summary>
    public bool IgnorePaging { get; init; }

    /// <summary>Whether reports contain a status only as a number, without <c>ReportStatus</c> and <c>_loc</c> columns.</summary>
    public bool NumbersOnly { get; init; }

    /// <summary>Whether the report actions of beta do not exist.</summary>
    public bool ActionsAreGone { get; init; }

    /// <summary>The default and maximum number of rows on a page of a report action.</summary>
    public int ActionPageSize { get; init; } = 50;

    /// <summary>Adds documented or reported behavior of the service.</summary>
    /// <param name="behavior">The behavior to add.</param>
    /// <returns>The changed options.</returns>
    public SandboxReportOptions With(SandboxReportBehavior behavior) => this with
    {
        StatusCollectionsAreGone = StatusCollectionsAreGone || behavior.HasFlag(SandboxReportBehavior.StatusCollectionRemoved),
        IgnoreFilters = IgnoreFilters || behavior.HasFlag(SandboxReportBehavior.FilterIgnored),
        IgnorePaging = IgnorePaging || behavior.HasFlag(SandboxReportBehavior.PagingIgnored),
        NumbersOnly = NumbersOnly || behavior.HasFlag(SandboxReportBehavior.NumbersOnly),
        ReverseColumns = ReverseColumns || behavior.HasFlag(SandboxReportBehavior.ColumnsReordered),
        RefuseSelect = RefuseSelect || behavior.HasFlag(SandboxReportBehavior.SelectRefused),
        AddressLifetime = behavior.HasFlag(SandboxReportBehavior.AddressExpired) ? TimeSpan.Zero : AddressLifetime,
        FailJobs = FailJobs || behavior.HasFlag(SandboxReportBehavior.JobFailed),
        RequestsPerMinute = behavior.HasFlag(SandboxReportBehavior.JobRateLimited) ? 48 : RequestsPerMinute,
        ActionsAreGone = ActionsAreGone || behavior.HasFlag(SandboxReportBehavior.ActionRemoved),
    };

    /// <summary>Scheme and host of the files.</summary>
    public Uri DownloadRoot { get; init; } = DefaultDownloadRoot;
}

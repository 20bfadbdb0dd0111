namespace DeviceStatus.Sandbox;

/// <summary>How the sandbox's export jobs behave. The default is a job that is ready at its second poll.</summary>
public sealed record SandboxReportOptions
{
    /// <summary>The host that serves the files, another one than Graph's as with the service.</summary>
    public static readonly Uri DefaultDownloadRoot = new("https://reports.sandbox.invalid");

    /// <summary>How many polls a job needs until it is completed, 1 or more.</summary>
    public int PollsUntilCompleted { get; init; } = 2;

    /// <summary>How long the address of a file is valid.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Whether every job ends as failed.</summary>
    public bool FailJobs { get; init; }

    /// <summary>Whether a list of columns is refused with 400, as some reports do.</summary>
    public bool RefuseSelect { get; init; }

    /// <summary>Whether the columns of the file are in reverse order; their order is not documented.</summary>
    public bool ReverseColumns { get; init; }

    /// <summary>Requests for export jobs in one minute, polls included; 0 is no limit. The published limit for an app is 48.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>
    /// Whether the collections of the device statuses of configuration profiles and compliance policies are gone, as those of apps since 2023:
    /// the answer is 400 "Resource not found for the segment".
    /// </summary>
    public bool StatusCollectionsAreGone { get; init; }

    /// <summary>Whether reports have the rows of every policy, whatever the filter says.</summary>
    public bool IgnoreFilters { get; init; }

    /// <summary>Whether report actions send the first page, whatever <c>skip</c> and <c>top</c> say.</summary>
    public bool IgnorePaging { get; init; }

    /// <summary>Whether reports say a status only as a number: without <c>ReportStatus</c> and without <c>_loc</c> columns.</summary>
    public bool NumbersOnly { get; init; }

    /// <summary>Whether the report actions of beta do not exist.</summary>
    public bool ActionsAreGone { get; init; }

    /// <summary>Rows on a page of a report action that is not told how many; also the most that it sends.</summary>
    public int ActionPageSize { get; init; } = 50;

    /// <summary>Adds documented or reported behaviour of the service.</summary>
    /// <param name="behavior">What to add.</param>
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

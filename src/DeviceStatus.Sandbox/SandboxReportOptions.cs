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

    /// <summary>Whether the collection of device statuses of configuration profiles is gone, as after its deprecation.</summary>
    public bool StatusCollectionIsGone { get; init; }

    /// <summary>Scheme and host of the files.</summary>
    public Uri DownloadRoot { get; init; } = DefaultDownloadRoot;
}

using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>The options for polling an export job, and the limits of its file.</summary>
public sealed record ExportJobOptions
{
    /// <summary>The number of requests in one minute that the service accepts from an app.</summary>
    public const int AppRequestsPerMinute = RequestRateLimiter.AppLimit;

    /// <summary>The number of requests in one minute that the service accepts from a user.</summary>
    public const int UserRequestsPerMinute = RequestRateLimiter.UserLimit;

    /// <summary>
    /// The number of requests in one minute, including polls; 0 means no limit. Default: 48, the limit for an app; that for a user is 8.
    /// </summary>
    public int RequestsPerMinute { get; init; } = RequestRateLimiter.AppLimit;

    /// <summary>The wait after the first poll; it grows by half each time. Default: 2 s.</summary>
    public TimeSpan FirstPollDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two polls. Default: 20 s.</summary>
    public TimeSpan MaxPollDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a job may take. Default: 30 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The limits of the file.</summary>
    public ReportLimits Limits { get; init; } = new();
}

using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>How an export job is polled and how much of its file is accepted.</summary>
public sealed record ExportJobOptions
{
    /// <summary>Requests in one minute that the service accepts from an app.</summary>
    public const int AppRequestsPerMinute = RequestRateLimiter.AppLimit;

    /// <summary>Requests in one minute that the service accepts from a user.</summary>
    public const int UserRequestsPerMinute = RequestRateLimiter.UserLimit;

    /// <summary>Requests in one minute, polls included. 0 is no limit. Default: the limit for an app, 48; for a user it is 8.</summary>
    public int RequestsPerMinute { get; init; } = RequestRateLimiter.AppLimit;

    /// <summary>The wait after the first poll; it grows by half each time. Default: 2 s.</summary>
    public TimeSpan FirstPollDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two polls. Default: 20 s.</summary>
    public TimeSpan MaxPollDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a job may take. Default: 30 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How much of the file is accepted.</summary>
    public ReportLimits Limits { get; init; } = new();
}

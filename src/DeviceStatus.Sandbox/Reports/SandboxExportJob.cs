namespace DeviceStatus.Sandbox.Reports;

/// <summary>An export job of the sandbox. Its state advances with each poll.</summary>
internal sealed class SandboxExportJob(string id, string reportName, string? filter, byte[] file)
{
    private int _polls;

    internal string Id { get; } = id;

    internal string ReportName { get; } = reportName;

    internal string? Filter { get; } = filter;

    /// <summary>The zip file.</summary>
    internal byte[] File { get; } = file;

    /// <summary>The secret part of the file's URL.</summary>
    internal string Signature { get; } = Guid.NewGuid().ToString("N");

    /// <summary>When the URL expires. Set when the job completes.</summary>
    internal DateTimeOffset? ExpiresOn { get; set; }

    /// <summary>Counts a poll and returns the number of polls so far.</summary>
    internal int Poll() => Interlocked.Increment(ref _polls);
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>Permission to send a number of requests. Dispose of it when the response has arrived.</summary>
internal sealed class PacePermit : IDisposable
{
    private readonly Pacer _pacer;
    private bool _isReported;

    internal PacePermit(Pacer pacer, long number, long sentAt, int count, bool isProbe, SentRequests? all, SentRequests? writes)
    {
        _pacer = pacer;
        Number = number;
        SentAt = sentAt;
        Count = count;
        IsProbe = isProbe;
        All = all;
        Writes = writes;
    }

    /// <summary>The place of the permit in the order of sending.</summary>
    internal long Number { get; }

    /// <summary>When the permit was given.</summary>
    internal long SentAt { get; }

    /// <summary>How many requests may be sent.</summary>
    internal int Count { get; }

    /// <summary>Whether it is the one request that finds out whether a pause is over.</summary>
    internal bool IsProbe { get; }

    /// <summary>The entry in the log of all requests; <see langword="null"/> without pacing.</summary>
    internal SentRequests? All { get; }

    /// <summary>The entry in the log of writes; <see langword="null"/> for a read or without pacing.</summary>
    internal SentRequests? Writes { get; }

    /// <summary>Reports the responses.</summary>
    internal void ReportResponse(PaceReport report)
    {
        if (!_isReported)
        {
            _isReported = true;
            _pacer.OnResponse(this, report);
        }
    }

    /// <summary>Counts the requests as accepted when nothing was reported, so that the quota is never overdrawn.</summary>
    public void Dispose() => ReportResponse(PaceReport.Unknown(Count));
}

namespace DeviceStatus.Graph.Throttling;

/// <summary>A permit to send a number of requests. Dispose it when the response has arrived.</summary>
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

    /// <summary>The sequence number of the permit.</summary>
    internal long Number { get; }

    /// <summary>When the permit was given.</summary>
    internal long SentAt { get; }

    /// <summary>How many requests may be sent.</summary>
    internal int Count { get; }

    /// <summary>Whether it is the probe that tests whether a pause is over.</summary>
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

    /// <summary>Counts the requests as accepted if nothing was reported, so that the quota is not exceeded.</summary>
    public void Dispose() => ReportResponse(PaceReport.Unknown(Count));
}

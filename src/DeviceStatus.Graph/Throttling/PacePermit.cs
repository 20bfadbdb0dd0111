namespace DeviceStatus.Graph.Throttling;

/// <summary>Leave to send a number of requests. Dispose of it when the answer is there.</summary>
internal sealed class PacePermit : IDisposable
{
    private readonly Pacer _pacer;
    private bool _isReported;

    internal PacePermit(Pacer pacer, int count, QuotaWindow.Entry? all, QuotaWindow.Entry? write)
    {
        _pacer = pacer;
        Count = count;
        All = all;
        Write = write;
    }

    /// <summary>How many requests may go.</summary>
    internal int Count { get; }

    internal QuotaWindow.Entry? All { get; }

    internal QuotaWindow.Entry? Write { get; }

    /// <summary>Tells what the service said.</summary>
    /// <param name="accepted">Requests that count against the quota.</param>
    /// <param name="throttled">Requests that were answered 429.</param>
    /// <param name="retryAfter">How long the service asked to wait.</param>
    /// <param name="isExhausted">Whether the quota looks used up: from some request on, all were answered 429.</param>
    internal void ReportResponse(int accepted, int throttled, TimeSpan? retryAfter, bool isExhausted)
    {
        if (!_isReported)
        {
            _isReported = true;
            _pacer.OnResponse(this, accepted, throttled, retryAfter, isExhausted);
        }
    }

    /// <summary>Counts the requests as accepted when nobody said otherwise: the careful assumption.</summary>
    public void Dispose() => ReportResponse(Count, 0, null, false);
}

using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>Decides when a run is stopped because all rows fail, and when it is paused because the service is unavailable.</summary>
internal sealed class RunGuard(BatchOptions options)
{
    /// <summary>A whole batch that is not implemented is enough: all rows of a run use the same verb and collection.</summary>
    private const int MaxNotImplemented = BatchOptions.MaxBatchSize;

    /// <summary>Permissions can differ between policies, so one batch is not sufficient.</summary>
    private const int MaxRefused = 2 * BatchOptions.MaxBatchSize;

    /// <summary>The number of consecutive requests without a usable response before the run is paused.</summary>
    private const int MaxOutages = 3;

    private readonly object _gate = new();
    private readonly ErrorLimit? _errors = options.ErrorLimit ?? (options.MaxErrors is { } limit ? new ErrorLimit(limit) : null);
    private string? _reason;
    private int _refused;
    private int _outages;

    /// <summary>Whether the service is considered unavailable, so that only a probe may be sent.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Records outcomes.</summary>
    /// <returns>Why the run must stop, or null.</returns>
    internal string? OnCompleted(IEnumerable<RowResult> results)
    {
        string? stop = null;
        lock (_gate)
        {
            foreach (RowResult result in results)
            {
                stop ??= OnCompleted(result);
            }
        }

        _errors?.StopIfReached();
        return stop;
    }

    /// <summary>A request of several rows got a response that shows that the service works.</summary>
    internal void OnResponse()
    {
        lock (_gate)
        {
            _outages = 0;
            IsOpen = false;
        }
    }

    /// <summary>Records a request without a response, or with a response that shows that the service is unavailable.</summary>
    internal void OnOutage(int rows)
    {
        lock (_gate)
        {
            // A single row has its own retries; they are a probe already.
            if (rows > 1 || options.BatchSize == 1)
            {
                IsOpen |= ++_outages >= MaxOutages;
            }
        }
    }

    private string? OnCompleted(RowResult result)
    {
        if (result.Outcome == RowOutcome.Done)
        {
            _reason = null;
            return null;
        }

        if (_errors is not null && result.Outcome is RowOutcome.Failed or RowOutcome.Unknown)
        {
            _errors.Add();
            if (_errors.Reason is { } tooMany)
            {
                return tooMany;
            }
        }

        if (result.Outcome != RowOutcome.Failed || !options.StopsWhenRefused)
        {
            return null;
        }

        string? reason = ReasonOf(result.Failure!);
        _refused = reason is not null && reason == _reason ? _refused + 1 : 1;
        _reason = reason;
        int limit = reason == GraphErrorId.VerbNotImplemented ? MaxNotImplemented : MaxRefused;
        return reason is not null && _refused >= limit
            ? $"{_refused} rows in succession failed for the same reason: {result.Failure!.Message}"
            : null;
    }

    /// <summary>The reason of a failure that other rows are likely to share, or null.</summary>
    private static string? ReasonOf(GraphFailure failure) => failure switch
    {
        { ErrorId: GraphErrorId.Unauthorized or GraphErrorId.Forbidden or GraphErrorId.VerbNotImplemented } => failure.ErrorId,
        { StatusCode: >= 300 and < 500, RawMessage: null } => "not a response of Graph",
        _ => null,
    };
}

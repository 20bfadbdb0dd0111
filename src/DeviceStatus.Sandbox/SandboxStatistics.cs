namespace DeviceStatus.Sandbox;

/// <summary>Counts the requests of a sandbox since it was opened or reset.</summary>
public sealed class SandboxStatistics
{
    private const int Statuses = 600;
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "DELETE", "OTHER"];
    private readonly SortedSet<string> _permissions = new(StringComparer.Ordinal);
    private readonly long[] _calls = new long[Methods.Length * Statuses];
    private long _requests;
    private long _batches;
    private long _lost;
    private long _throttled;
    private long _early;
    private long _overLimit;
    private int _concurrent;
    private int _maxConcurrent;

    /// <summary>HTTP requests, including batches.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>HTTP requests that were batches.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>HTTP requests whose connection was closed by an injected fault.</summary>
    public long LostConnections => Interlocked.Read(ref _lost);

    /// <summary>Responses with status 429, of batch items and of whole requests.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>The highest number of concurrent HTTP requests.</summary>
    public int MaxConcurrent => Volatile.Read(ref _maxConcurrent);

    /// <summary>
    /// Calls that arrived before the <c>Retry-After</c> time of an earlier response. 429 applies to every call of its throttling class and
    /// direction, another error to the one call. Calls that were in progress when the response was sent are not counted.
    /// </summary>
    public long EarlyCalls => Interlocked.Read(ref _early);

    /// <summary>Calls that exceeded <see cref="SandboxOptions.WriteLimit"/>.</summary>
    public long CallsOverLimit => Interlocked.Read(ref _overLimit);

    /// <summary>The least privileged permissions of the calls, sorted.</summary>
    public IReadOnlyList<string> NeededPermissions
    {
        get
        {
            lock (_permissions)
            {
                return [.. _permissions];
            }
        }
    }

    /// <summary>
    /// How often each method got each status, counted for batch items and for requests outside a batch, also if an injected fault then
    /// closed the connection.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, long>> Calls => Methods
        .Select((method, row) => (method, Counts: Row(row)))
        .Where(pair => pair.Counts.Count > 0)
        .ToDictionary(pair => pair.method, IReadOnlyDictionary<int, long> (pair) => pair.Counts);

    internal void BeginCall(bool isBatch)
    {
        Interlocked.Increment(ref _requests);
        if (isBatch)
        {
            Interlocked.Increment(ref _batches);
        }

        int now = Interlocked.Increment(ref _concurrent);
        int max;
        while (now > (max = Volatile.Read(ref _maxConcurrent)) && Interlocked.CompareExchange(ref _maxConcurrent, now, max) != max)
        {
        }
    }

    internal void EndCall() => Interlocked.Decrement(ref _concurrent);

    internal void CountLost() => Interlocked.Increment(ref _lost);

    internal void Count(string method, int status)
    {
        int row = Array.IndexOf(Methods, method);
        Interlocked.Increment(ref _calls[((row < 0 ? Methods.Length - 1 : row) * Statuses) + status]);
        CountRefused(status);
    }

    internal void CountRefused(int status)
    {
        if (status == 429)
        {
            Interlocked.Increment(ref _throttled);
        }
    }

    internal void CountEarly() => Interlocked.Increment(ref _early);

    internal void CountOverLimit() => Interlocked.Increment(ref _overLimit);

    internal void AddNeededPermission(string permission)
    {
        lock (_permissions)
        {
            _permissions.Add(permission);
        }
    }

    internal void Clear()
    {
        lock (_permissions)
        {
            _permissions.Clear();
        }

        Interlocked.Exchange(ref _early, 0);
        Interlocked.Exchange(ref _overLimit, 0);
        Array.Clear(_calls);
        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _batches, 0);
        Interlocked.Exchange(ref _lost, 0);
        Interlocked.Exchange(ref _throttled, 0);
        Interlocked.Exchange(ref _maxConcurrent, Volatile.Read(ref _concurrent));
    }

    private Dictionary<int, long> Row(int row)
    {
        Dictionary<int, long> counts = [];
        for (int status = 0; status < Statuses; status++)
        {
            if (Interlocked.Read(ref _calls[(row * Statuses) + status]) is > 0 and long count)
            {
                counts.Add(status, count);
            }
        }

        return counts;
    }
}

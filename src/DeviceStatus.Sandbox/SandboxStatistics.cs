namespace DeviceStatus.Sandbox;

/// <summary>What a sandbox has answered since it was opened or reset.</summary>
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

    /// <summary>HTTP requests, batches included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>HTTP requests that were batches.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>HTTP requests whose connection was lost on purpose.</summary>
    public long LostConnections => Interlocked.Read(ref _lost);

    /// <summary>Answers 429, of items and of whole requests.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>The most HTTP requests that were ever worked on at once.</summary>
    public int MaxConcurrent => Volatile.Read(ref _maxConcurrent);

    /// <summary>
    /// Calls that came before the time that an earlier response named in <c>Retry-After</c>. 429 speaks of every call of its throttling class
    /// and direction, other errors of the one call. What was under way when that response was sent is not counted.
    /// </summary>
    public long EarlyCalls => Interlocked.Read(ref _early);

    /// <summary>Calls that exceeded <see cref="SandboxOptions.WriteLimit"/>.</summary>
    public long CallsOverLimit => Interlocked.Read(ref _overLimit);

    /// <summary>The least permissions of the calls, sorted.</summary>
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
    /// How often each method got each status, counted for batch items and for requests outside a batch, whether or not the answer was
    /// then lost on purpose.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, long>> Calls => Methods
        .Select((method, row) => (method, Counts: Row(row)))
        .Where(pair => pair.Counts.Count > 0)
        .ToDictionary(pair => pair.method, IReadOnlyDictionary<int, long> (pair) => pair.Counts);

    internal void Enter(bool isBatch)
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

    internal void Leave() => Interlocked.Decrement(ref _concurrent);

    internal void Lose() => Interlocked.Increment(ref _lost);

    internal void Count(string method, int status)
    {
        int row = Array.IndexOf(Methods, method);
        Interlocked.Increment(ref _calls[((row < 0 ? Methods.Length - 1 : row) * Statuses) + status]);
        Refuse(status);
    }

    internal void Refuse(int status)
    {
        if (status == 429)
        {
            Interlocked.Increment(ref _throttled);
        }
    }

    internal void CountEarly() => Interlocked.Increment(ref _early);

    internal void CountOverLimit() => Interlocked.Increment(ref _overLimit);

    internal void Need(string permission)
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

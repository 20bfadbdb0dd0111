namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Counts the rows that fail in the executors of one run, and stops all of them when there are too many. Safe to use from several threads.
/// </summary>
internal sealed class ErrorLimit(int limit)
{
    private readonly object _gate = new();
    private readonly List<Action<string>> _stops = [];
    private int _errors;

    /// <summary>Why the run stops; <see langword="null"/> while it continues.</summary>
    internal string? Reason { get; private set; }

    /// <summary>Counts a row that failed or ended in doubt.</summary>
    internal void Add()
    {
        lock (_gate)
        {
            if (++_errors == limit)
            {
                Reason = $"{_errors} rows failed, which is the limit of -MaxErrors";
            }
        }
    }

    /// <summary>Adds an executor. It is stopped at once when the limit was reached before.</summary>
    internal void Register(Action<string> stop)
    {
        lock (_gate)
        {
            _stops.Add(stop);
        }

        StopIfReached();
    }

    /// <summary>
    /// Stops every executor when the limit is reached. Called outside of any lock: a stop may complete rows of another executor.
    /// </summary>
    internal void StopIfReached()
    {
        Action<string>[] stops;
        lock (_gate)
        {
            if (Reason is null)
            {
                return;
            }

            stops = [.. _stops];
            _stops.Clear();
        }

        Array.ForEach(stops, stop => stop(Reason));
    }
}

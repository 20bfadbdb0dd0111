namespace DeviceStatus.Pipeline;

/// <summary>The number of rows of a connection that a run keeps in memory.</summary>
internal sealed class WriteWindow
{
    /// <summary>The rows of one connection: those that the engine has, and those that wait for it.</summary>
    private const int MaxRowsOfConnection = 2_000;

    /// <summary>The rows of all connections that are open; each has its share.</summary>
    private const int MaxRows = 50_000;

    internal WriteWindow(WriteRunOptions options, bool hasSeveral)
    {
        if (!hasSeveral)
        {
            WaitingRows = MaxRowsOfConnection;
            return;
        }

        int share = Math.Min(MaxRowsOfConnection, MaxRows / Math.Max(1, options.OpenConnections));

        // With fewer rows than one batch more than can be in flight, the engine would wait for the pipeline.
        int inFlight = options.BatchSize * (options.ThrottleLimit + 1);
        Rows = Math.Max(inFlight, share / 2);
        WaitingRows = Math.Max(options.BatchSize, share - Rows.Value);
    }

    /// <summary>Rows that the engine has; null for its own default.</summary>
    internal int? Rows { get; }

    /// <summary>Rows that wait for the engine in memory; further ones wait in a file.</summary>
    internal int WaitingRows { get; }
}

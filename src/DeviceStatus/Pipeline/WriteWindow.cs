namespace DeviceStatus.Pipeline;

/// <summary>The number of rows of a connection that a run keeps in memory.</summary>
internal sealed class WriteWindow
{
    /// <summary>The rows of one connection: those that the engine has, and those that wait for it.</summary>
    private const int MaxRowsOfConnection = 2_000;

    /// <summary>
    /// The least rows that the engine has when there is one connection: three times what is in flight by default. Rows that are read
    /// earlier survive collections, which costs more time than waiting for room.
    /// </summary>
    private const int RowsOfOneConnection = 512;

    /// <summary>The rows of all connections that are open; each has its share.</summary>
    private const int MaxRows = 50_000;

    internal WriteWindow(WriteRunOptions options, bool hasSeveral)
    {
        if (!hasSeveral)
        {
            WaitingRows = MaxRowsOfConnection;
            Rows = Math.Max(RowsOfOneConnection, 2 * options.BatchSize * options.ThrottleLimit);
            return;
        }

        int share = Math.Min(MaxRowsOfConnection, MaxRows / Math.Max(1, options.OpenConnections));

        // With fewer rows than one batch more than can be in flight, the engine would wait for the pipeline.
        int inFlight = options.BatchSize * (options.ThrottleLimit + 1);
        Rows = Math.Max(inFlight, share / 2);
        WaitingRows = Math.Max(options.BatchSize, share - Rows);
    }

    /// <summary>Rows that the engine has.</summary>
    internal int Rows { get; }

    /// <summary>Rows that wait for the engine in memory; further ones wait in a file.</summary>
    internal int WaitingRows { get; }
}

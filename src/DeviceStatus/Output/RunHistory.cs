using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Output;

/// <summary>The runs of this process, newest last; the oldest are forgotten.</summary>
internal static class RunHistory
{
    private const int MaxRuns = 200;
    private static readonly object Gate = new();
    private static readonly Queue<Run> Runs = new();
    private static int _last;

    internal static Run Add(string command, Connection connection, RunStatistics statistics, string? journalPath) =>
        Add(id => new Run(id, command, connection, statistics, journalPath));

    /// <summary>Adds the run of a read over some connections.</summary>
    internal static Run Add(string command, string connections, IReadOnlyList<RunStatistics> statistics, long lists) =>
        Add(id => new Run(id, command, connections, statistics, lists));

    /// <summary>Adds the run of a command that took in no row, so that the newest run is never that of an earlier command.</summary>
    internal static Run Add(string command, string connection, RunState state) => Add(id => new Run(id, command, connection, state));

    private static Run Add(Func<int, Run> make)
    {
        lock (Gate)
        {
            Run run = make(++_last);
            Runs.Enqueue(run);
            if (Runs.Count > MaxRuns)
            {
                Runs.Dequeue();
            }

            return run;
        }
    }

    internal static Run[] All()
    {
        lock (Gate)
        {
            return [.. Runs];
        }
    }
}

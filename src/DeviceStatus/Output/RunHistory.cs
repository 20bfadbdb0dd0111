using DeviceStatus.Graph.Batching;

namespace DeviceStatus.Output;

/// <summary>The runs of this process, newest last; the oldest are forgotten.</summary>
internal static class RunHistory
{
    private const int MaxRuns = 200;
    private static readonly object Gate = new();
    private static readonly Queue<Run> Runs = new();
    private static int _last;

    internal static Run Add(string command, Connection connection, RunStatistics statistics, string? journalPath)
    {
        lock (Gate)
        {
            Run run = new(++_last, command, connection, statistics, journalPath);
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

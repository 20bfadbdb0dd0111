namespace DeviceStatus.Output;

/// <summary>The latest runs of this process, the newest last. Bounded; those that ended first are removed.</summary>
internal static class RunHistory
{
    private const int MaxRuns = 200;
    private static readonly object Gate = new();
    private static readonly List<Run> Runs = [];
    private static int _last;

    /// <summary>Adds a run that has no connection yet.</summary>
    internal static Run Add(string command, bool isRead, string? journalPath = null) =>
        Add(id => new Run(id, command, isRead, journalPath));

    /// <summary>Adds the run of a command without rows, so that the newest run is never that of an earlier command.</summary>
    internal static Run Add(string command, string connection, RunState state) => Add(id => new Run(id, command, connection, state));

    private static Run Add(Func<int, Run> make)
    {
        lock (Gate)
        {
            Run run = make(++_last);
            Runs.Add(run);
            if (Runs.Count > MaxRuns)
            {
                // Not the oldest run, which may have ended just now after hours, before its script could read it.
                Run? forgotten = Runs.Where(each => each.State != RunState.Running).MinBy(each => each.EndedOn);
                Runs.Remove(forgotten ?? Runs[0]);
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

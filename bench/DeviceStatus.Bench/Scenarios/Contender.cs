using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>A contender and the results of its runs.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="RunAsync">Runs it once, in a process of its own.</param>
internal sealed record Contender(string Name, Func<Task<ChildResult>> RunAsync)
{
    internal List<ChildResult> Results { get; } = [];

    /// <summary>Rows a second over the first pass of each run.</summary>
    internal double Cold => Figures.Median(Results.Select(result => result.First.Rate));

    /// <summary>Rows a second over the passes after the first.</summary>
    internal double Warm => Figures.Median(Later.Select(pass => pass.Rate));

    /// <summary>Microseconds of processor time for a row, over the first passes.</summary>
    internal double ColdCpu => Figures.Median(Results.Select(result => Micros(result.First)));

    /// <summary>Microseconds of processor time for a row, over the passes after the first.</summary>
    internal double WarmCpu => Figures.Median(Later.Select(Micros));

    internal double Seconds => Figures.Median(Results.Select(result => result.First.Seconds));

    internal double ProcessSeconds => Figures.Median(Results.Select(result => result.ProcessSeconds));

    internal double PeakBytes => Figures.Median(Results.Select(result => (double)result.PeakBytes));

    internal IEnumerable<Pass> Later => Results.SelectMany(result => result.Passes.Skip(1));

    /// <summary>Runs contenders in turn, so that other load of the machine affects all of them equally.</summary>
    internal static async Task InterleaveAsync(IReadOnlyList<Contender> contenders, int times, CancellationToken cancellationToken)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (Contender contender in contenders)
            {
                cancellationToken.ThrowIfCancellationRequested();
                contender.Results.Add(await contender.RunAsync());
            }
        }
    }

    /// <summary>A failed row must not count as a fast one.</summary>
    /// <exception cref="InvalidOperationException">Some row was not done.</exception>
    internal void EnsureAllDone()
    {
        foreach (ChildResult result in Results)
        {
            long rows = result.Passes.Sum(pass => pass.Rows);
            if (result.Done != rows)
            {
                throw new InvalidOperationException($"{Name}: {result.Done} of {rows} rows were done; its figures mean nothing.");
            }
        }
    }

    private static double Micros(Pass pass) => pass.Cpu * 1e6 / pass.Rows;
}

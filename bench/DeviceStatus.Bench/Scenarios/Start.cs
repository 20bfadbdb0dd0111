using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>What importing the module costs, in time and in memory.</summary>
internal static class Start
{
    private const double TargetMilliseconds = 40;
    private const double WholeRunMegabytes = 200;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        string folder = context.WorkFile("Empty");
        await ChildProcess.ScriptAsync(context, "make-empty.ps1", cancellationToken, ("Folder", folder));
        Contender empty = Import("an empty binary module", "Module", Path.Combine(folder, "Empty.psd1"));
        Contender ours = Import("DeviceStatus", "Module", Path.Combine(context.Layout.Module, "DeviceStatus.psd1"));
        Contender identity = Import(
            "Azure.Identity alone, and one credential", "Assembly", Path.Combine(context.Layout.Module, "lib", "Azure.Identity.dll"));
        Contender[] all = [empty, ours, identity];
        await Contender.InterleaveAsync(all, context.Size(15, 3), cancellationToken);
        Contender used = new("used", () => ChildProcess.ScriptAsync(
            context, "import.ps1", cancellationToken, ("Kind", "Module"), ("Path", context.Layout.Module), ("Use", true)));
        await Contender.InterleaveAsync([used], context.Options.Repeat, cancellationToken);

        Table time = new("Import time", "What", "median", "least", "over the empty one", "memory it adds");
        foreach (Contender contender in all)
        {
            time.Add(
                contender.Name, Figures.Milliseconds(Millis(contender)),
                Figures.Milliseconds(contender.Results.Min(result => result.First.Seconds) * 1000),
                Figures.Milliseconds(Millis(contender) - Millis(empty)),
                Figures.Megabytes(Figures.Median(contender.Results.Select(result => result.Marks["import"] - result.Marks["start"]))));
        }

        double over = Millis(ours) - Millis(empty);
        time.Target($"Over the empty one, {TargetMilliseconds} ms or less", Figures.Milliseconds(over), over <= TargetMilliseconds);

        Table memory = new("Working set of one process", "When", "working set");
        memory.Add("pwsh has started", Figures.Megabytes(Mark("start")));
        memory.Add("after Import-Module", Figures.Megabytes(Mark("import")));
        memory.Add("after the first call to the sandbox", Figures.Megabytes(Mark("sandbox")));
        memory.Add("after 10,000 rows created in the sandbox", Figures.Megabytes(Mark("run")));
        memory.Add("peak of all that", Figures.Megabytes(used.PeakBytes));
        memory.Target(
            $"The whole of a 10,000-row run under {WholeRunMegabytes} MB, sandbox and its store included",
            Figures.Megabytes(used.PeakBytes), used.PeakBytes < WholeRunMegabytes * 1024 * 1024);
        return [time, memory];

        double Mark(string name) => Figures.Median(used.Results.Select(result => result.Marks[name]));

        static double Millis(Contender contender) => contender.Seconds * 1000;

        Contender Import(string name, string kind, string path) =>
            new(name, () => ChildProcess.ScriptAsync(context, "import.ps1", cancellationToken, ("Kind", kind), ("Path", path)));
    }
}

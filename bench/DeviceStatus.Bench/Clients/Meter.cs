using System.Diagnostics;
using DeviceStatus.Bench.Processes;

namespace DeviceStatus.Bench.Clients;

/// <summary>Measures one pass in this process in the same way as the scripts.</summary>
internal static class Meter
{
    internal static async Task<Pass> PassAsync(long rows, Func<Task> work)
    {
        using Process self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        TimeSpan pause = GC.GetTotalPauseDuration();
        long allocated = GC.GetTotalAllocatedBytes();
        Stopwatch clock = Stopwatch.StartNew();
        await work();
        clock.Stop();
        self.Refresh();
        return new Pass(
            rows, clock.Elapsed.TotalSeconds, (self.TotalProcessorTime - cpu).TotalSeconds,
            GC.GetTotalAllocatedBytes() - allocated, (GC.GetTotalPauseDuration() - pause).TotalSeconds);
    }
}

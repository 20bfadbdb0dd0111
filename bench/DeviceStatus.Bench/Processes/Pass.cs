namespace DeviceStatus.Bench.Processes;

/// <summary>One measured pass over the rows.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Seconds">From before the first row is read until after the last outcome.</param>
/// <param name="Cpu">Processor seconds of the whole child meanwhile.</param>
/// <param name="Allocated">Bytes allocated meanwhile, where known.</param>
/// <param name="GcPause">Seconds of pauses of the garbage collector, if known.</param>
internal sealed record Pass(long Rows, double Seconds, double Cpu, long Allocated, double GcPause)
{
    internal double Rate => Rows / Seconds;
}

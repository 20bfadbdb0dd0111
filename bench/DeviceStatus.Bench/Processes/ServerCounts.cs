namespace DeviceStatus.Bench.Processes;

/// <summary>Some of the figures of the server.</summary>
/// <param name="Throttled">Answers 429.</param>
/// <param name="Patches">PATCH by the status of its answer.</param>
internal sealed record ServerCounts(long Throttled, IReadOnlyDictionary<int, long> Patches)
{
    internal long AllPatches => Patches.Values.Sum();
}

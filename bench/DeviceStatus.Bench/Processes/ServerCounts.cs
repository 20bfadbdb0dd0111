namespace DeviceStatus.Bench.Processes;

/// <summary>Some of the figures of the server.</summary>
/// <param name="Throttled">Answers 429.</param>
/// <param name="Patches">PATCH by the status of its answer.</param>
internal sealed record ServerCounts(long Throttled, IReadOnlyDictionary<int, long> Patches)
{
    /// <summary>Writes that a limiter decided about, with the refused ones.</summary>
    internal long Writes { get; init; }

    /// <summary>Of them, refused more than two seconds after the first.</summary>
    internal long RefusedLater { get; init; }

    internal long AllPatches => Patches.Values.Sum();
}

using Newtonsoft.Json;

namespace DeviceStatus.Bench.Processes;

/// <summary>The result of a contender.</summary>
internal sealed record ChildResult
{
    public Pass[] Passes { get; init; } = [];

    /// <summary>Rows that were done, over all passes; of a reader, objects read.</summary>
    public long Done { get; init; }

    public long Failed { get; init; }

    public long Unknown { get; init; }

    public long NotSent { get; init; }

    public long Skipped { get; init; }

    public long Requests { get; init; }

    public long Retries { get; init; }

    public long Throttled { get; init; }

    /// <summary>The most memory that the process had resident, in bytes.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Memory resident at points that the contender names, in bytes.</summary>
    public Dictionary<string, double> Marks { get; init; } = [];

    /// <summary>From the start of the process to its end.</summary>
    [JsonIgnore]
    public double ProcessSeconds { get; init; }

    internal Pass First => Passes[0];
}

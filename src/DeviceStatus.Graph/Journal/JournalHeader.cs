using Newtonsoft.Json;

namespace DeviceStatus.Graph.Journal;

/// <summary>The first line of a journal: what run it belongs to.</summary>
public sealed class JournalHeader
{
    internal const string Kind = "DeviceStatus";
    internal const int CurrentVersion = 1;

    /// <summary>Always <c>DeviceStatus</c>: tells a journal from any other file.</summary>
    [JsonProperty("journal", Order = 0)]
    public string Journal { get; init; } = Kind;

    /// <summary>The version of the format.</summary>
    [JsonProperty("version", Order = 1)]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The cmdlet, e.g. <c>Set-DeviceConfigurationDeviceStatus</c>.</summary>
    [JsonProperty("command", Order = 2)]
    public required string Command { get; init; }

    /// <summary>The root of Graph that the run writes to.</summary>
    [JsonProperty("endpoint", Order = 3)]
    public required string Endpoint { get; init; }

    /// <summary>The tenant, where it is known.</summary>
    [JsonProperty("tenant", Order = 4, NullValueHandling = NullValueHandling.Ignore)]
    public string? Tenant { get; init; }

    /// <summary>Says why a journal cannot be continued by a run, or returns null when it can.</summary>
    internal string? Conflict(JournalHeader run)
    {
        if (!string.Equals(Command, run.Command, StringComparison.OrdinalIgnoreCase))
        {
            return $"it belongs to a run of {Command}, not of {run.Command}";
        }

        if (!string.Equals(Endpoint, run.Endpoint, StringComparison.OrdinalIgnoreCase))
        {
            return $"it belongs to a run against {Endpoint}, not against {run.Endpoint}";
        }

        return Tenant is not null && run.Tenant is not null && !string.Equals(Tenant, run.Tenant, StringComparison.OrdinalIgnoreCase)
            ? $"it belongs to a run in the tenant {Tenant}, not in {run.Tenant}"
            : null;
    }
}

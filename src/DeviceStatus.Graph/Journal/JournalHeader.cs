using Newtonsoft.Json;

namespace DeviceStatus.Graph.Journal;

/// <summary>The first line of a journal, which describes its run.</summary>
public sealed class JournalHeader
{
    internal const string Kind = "DeviceStatus";
    internal const int CurrentVersion = 1;
    internal const string CheckName = "lineCheck";

    /// <summary>The value of <see cref="ApiVersion"/> for a run that selects the version for each row.</summary>
    public const string AutomaticVersion = "auto";

    /// <summary>The value of <see cref="Endpoint"/> for a run whose rows specify their connections.</summary>
    public const string SeveralConnections = "several connections";

    /// <summary>Always <c>DeviceStatus</c>. Identifies the file as a journal.</summary>
    [JsonProperty("journal", Order = 0)]
    public string Journal { get; init; } = Kind;

    /// <summary>The version of the format.</summary>
    [JsonProperty("version", Order = 1)]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The cmdlet, e.g. <c>Set-DeviceConfigurationDeviceStatus</c>.</summary>
    [JsonProperty("command", Order = 2)]
    public required string Command { get; init; }

    /// <summary>The root of Graph that the run writes to, or <see cref="SeveralConnections"/>.</summary>
    [JsonProperty("endpoint", Order = 3)]
    public required string Endpoint { get; init; }

    /// <summary>
    /// The version of the API that every row uses, or <see cref="AutomaticVersion"/>; null in a journal of an earlier module.
    /// </summary>
    [JsonProperty("apiVersion", Order = 5, NullValueHandling = NullValueHandling.Ignore)]
    public string? ApiVersion { get; init; }

    /// <summary>The tenant, if it is known and is the same for all rows. Otherwise each line has its own.</summary>
    [JsonProperty("tenant", Order = 4, NullValueHandling = NullValueHandling.Ignore)]
    public string? Tenant { get; init; }

    /// <summary>The kind of digest at the end of each line, or null in a journal of an earlier module version without digests.</summary>
    [JsonProperty(CheckName, Order = 6, NullValueHandling = NullValueHandling.Ignore)]
    internal string? Check { get; set; }

    /// <summary>The reason why a run cannot continue this journal, or null if it can.</summary>
    /// <param name="run">The run.</param>
    /// <param name="usedVersions">The versions of the API in the addresses of the journal's rows.</param>
    internal string? Conflict(JournalHeader run, IReadOnlySet<string> usedVersions)
    {
        if (VersionConflict(run.ApiVersion, usedVersions) is { } version)
        {
            return version;
        }

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

    /// <summary>With another version every row would have another path, and rows that are done would be sent again.</summary>
    private string? VersionConflict(string? wanted, IReadOnlySet<string> usedVersions)
    {
        if (wanted is null || (ApiVersion is not null && string.Equals(ApiVersion, wanted, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        // A journal without the field was written by an earlier module version. Its rows contain their version.
        string? other = ApiVersion ?? (wanted == AutomaticVersion ? null : usedVersions.FirstOrDefault(used => used != wanted));
        return other is null ? null : $"it belongs to a run {Describe(other)}, not {Describe(wanted)}; connect as that run did";

        static string Describe(string version) => version == AutomaticVersion ? "without -ApiVersion" : $"with -ApiVersion {version}";
    }
}

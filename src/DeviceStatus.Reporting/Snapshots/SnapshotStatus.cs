using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>One status of a snapshot.</summary>
public sealed class SnapshotStatus
{
    private const string PolicyStatusEnd = "DeviceStatus";
    private const string UserStatusEnd = "UserStatus";

    /// <summary>The columns that tell which device a row of a report is about, the best first.</summary>
    private static readonly string[] ReportDevices = ["intuneDeviceId", "deviceId", "aadDeviceId"];

    /// <summary>The noun of the resource, e.g. <c>DeviceConfigurationDeviceStatus</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>The id of the status, or of a row of a report what <see cref="ReportId"/> makes of it.</summary>
    public required string Id { get; init; }

    /// <summary>The tenant; <see langword="null"/> when it is not known.</summary>
    public string? TenantId { get; init; }

    /// <summary>The name of the connection.</summary>
    public string? Connection { get; init; }

    /// <summary>The id of the policy, if the resource has one.</summary>
    public string? PolicyId { get; init; }

    /// <summary>The name of the policy.</summary>
    public string? PolicyName { get; init; }

    /// <summary>The other properties by their names on the wire: first those of the schema in its order, then the others by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Values { get; init; } = [];

    /// <summary>The kind of the policy.</summary>
    public string Kind => KindOf(Noun);

    /// <summary>Whether it is a row of a report, which has no id at the service.</summary>
    public bool IsFromReport => PolicyId is not null && ReportId(name => this[name] as string) == Id;

    /// <summary>The id of the status at the service; <see langword="null"/> for a row of a report.</summary>
    public string? ServiceId => IsFromReport ? null : Id;

    /// <summary>Whether it is the status of a user over all of the user's devices.</summary>
    public bool IsUserStatus => Noun.EndsWith(UserStatusEnd, StringComparison.Ordinal);

    /// <summary>The identity of the tenant in snapshots.</summary>
    internal string TenantKey => TenantId ?? Connection ?? string.Empty;

    /// <summary>The identity of the policy, and of the kind of status, within the tenant.</summary>
    internal string PolicyKey => Noun + '\0' + PolicyId;

    /// <summary>The identity of the status within its tenant.</summary>
    internal string ItemKey => PolicyKey + '\0' + Id;

    /// <summary>The order of snapshots: by tenant, noun, policy and id, each by code unit.</summary>
    internal string SortKey => TenantKey + '\0' + ItemKey;

    /// <summary>The value of a property.</summary>
    /// <param name="name">The name on the wire.</param>
    public object? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, object?> pair in Values)
            {
                if (string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The identity of a row of a report within its policy: its device and its user.</summary>
    /// <param name="value">The value of a property by its name on the wire.</param>
    /// <returns>The identity, or <see langword="null"/> when the row has no device.</returns>
    public static string? ReportId(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ReportDevices.Select(value).FirstOrDefault(device => !string.IsNullOrEmpty(device)) is { } known
            ? $"{known}_{value("userPrincipalName")}"
            : null;
    }

    /// <summary>The name to show: of the device, or of the user for the status of a user.</summary>
    public string? DisplayName => this["deviceDisplayName"] as string ?? this["userDisplayName"] as string;

    /// <summary>Puts properties in the order of snapshots: first those of the schema in its order, then the others by name.</summary>
    /// <param name="resource">The resource of the status.</param>
    /// <param name="values">The properties by name; of two with one name the first counts.</param>
    /// <returns>The properties under their names on the wire, without the id.</returns>
    public static IReadOnlyList<KeyValuePair<string, object?>> InOrder(
        ResourceDescriptor resource,
        IEnumerable<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return
        [
            .. values
                .Select(pair => (Property: resource.FindProperty(pair.Key), Pair: pair))
                .Where(item => item.Property is not { IsKey: true })
                .Select(item => KeyValuePair.Create(item.Property?.Name ?? item.Pair.Key, item.Pair.Value))
                .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
                .OrderBy(pair => resource.IndexOf(pair.Key) is >= 0 and int place ? place : int.MaxValue)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>Finds the resource of a noun that has statuses.</summary>
    /// <param name="noun">The noun.</param>
    /// <returns>The resource, or <see langword="null"/> if the noun is not a status.</returns>
    public static ResourceDescriptor? FindResource(string noun) =>
        GraphSchema.StatusResources.FirstOrDefault(resource => string.Equals(resource.Noun, noun, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind of policy of a noun.</summary>
    /// <param name="noun">The noun, e.g. <c>DeviceConfigurationDeviceStatus</c>.</param>
    /// <returns>The noun without the suffix of the status, e.g. <c>DeviceConfiguration</c>.</returns>
    public static string KindOf(string noun)
    {
        ArgumentNullException.ThrowIfNull(noun);
        return noun.EndsWith(UserStatusEnd, StringComparison.Ordinal) ? noun[..^UserStatusEnd.Length]
            : noun.EndsWith(PolicyStatusEnd, StringComparison.Ordinal) ? noun[..^PolicyStatusEnd.Length]
            : noun;
    }
}

namespace DeviceStatus.Graph.Schema;

/// <summary>The property sets of the resources: names, types and versions.</summary>
internal static class EntityProperties
{
    private static readonly PropertyDescriptor Id = Text("id", "Key of the entity. An opaque text, not always a GUID.", nullable: false);
    private static readonly PropertyDescriptor Status = new(
        "status", PropertyType.Enum, nullable: false, GraphVersions.Both, "Compliance status of the policy report.",
        SchemaEnums.ComplianceStatus);

    private static readonly PropertyDescriptor LastReported = Date("lastReportedDateTime", "When the policy report was last modified.");
    private static readonly PropertyDescriptor UserPrincipalName =
        Text("userPrincipalName", "User principal name; the service also sends names such as 'System account'.");

    private static readonly PropertyDescriptor[] PolicyStatus =
    [
        Text("deviceDisplayName", "Name of the device."),
        Text("userName", "Name of the user."),
        Text("deviceModel", "Model of the device."),
        Count("platform", "Number of the device's platform. In beta only.", GraphVersions.Beta),
        Date(
            "complianceGracePeriodExpirationDateTime",
            "When the grace period for compliance ends; 9999-12-31T23:59:59.9999999Z means never."),
        Status,
        LastReported,
        UserPrincipalName,
    ];

    /// <summary>The status of a policy on a device.</summary>
    internal static IReadOnlyList<PropertyDescriptor> Device { get; } = [Id, .. PolicyStatus];

    /// <summary>The status of an iOS update on a device.</summary>
    internal static IReadOnlyList<PropertyDescriptor> IosUpdate { get; } =
    [
        Id,
        new(
            "installStatus", PropertyType.Enum, nullable: false, GraphVersions.Both, "Install status of the update.",
            SchemaEnums.IosUpdatesInstallStatus),
        Text("osVersion", "Version of iOS that the device reports."),
        Text("deviceId", "Id of the device."),
        Text("userId", "Id of the user."),
        .. PolicyStatus,
    ];

    /// <summary>The status of a policy for a user, over all devices of the user.</summary>
    internal static IReadOnlyList<PropertyDescriptor> User { get; } =
    [
        Id,
        Text("userDisplayName", "Name of the user."),
        Count("devicesCount", "Number of the user's devices."),
        Status,
        LastReported,
        UserPrincipalName,
    ];

    /// <summary>The number of devices by status.</summary>
    internal static IReadOnlyList<PropertyDescriptor> DeviceOverview { get; } =
    [
        .. Overview("devices"),
        Count(
            "notApplicablePlatformCount", "Number of devices to which the policy does not apply because of their platform. In beta only.",
            GraphVersions.Beta),
    ];

    /// <summary>The number of users by status.</summary>
    internal static IReadOnlyList<PropertyDescriptor> UserOverview { get; } = [.. Overview("users")];

    private static PropertyDescriptor[] Overview(string what) =>
    [
        Id,
        Count("pendingCount", $"Number of {what} that have not reported yet."),
        Count("notApplicableCount", $"Number of {what} to which the policy does not apply."),
        Count("successCount", $"Number of {what} on which the policy succeeded."),
        Count("errorCount", $"Number of {what} with an error."),
        Count("failedCount", $"Number of {what} on which the policy failed."),
        Count("conflictCount", $"Number of {what} in conflict with another policy. In beta only.", GraphVersions.Beta),
        Date("lastUpdateDateTime", "When the overview was last computed."),
        Count("configurationVersion", "Version of the policy that the overview is of."),
    ];

    private static PropertyDescriptor Text(string name, string description, bool nullable = true) =>
        new(name, PropertyType.Text, nullable, GraphVersions.Both, description);

    private static PropertyDescriptor Date(string name, string description) =>
        new(name, PropertyType.Timestamp, nullable: false, GraphVersions.Both, description);

    private static PropertyDescriptor Count(string name, string description, GraphVersions versions = GraphVersions.Both) =>
        new(name, PropertyType.Number, nullable: false, versions, description);
}

namespace DeviceStatus.Graph.Schema;

/// <summary>
/// The schema of the service: its resources, enumerations and permissions. Source: the metadata and the reference pages of Microsoft Graph
/// for Intune, v1.0 and beta, as of 2026-07-31.
/// </summary>
public static class GraphSchema
{
    /// <summary>The compliance status of a device or user; eight members, the same in v1.0 and beta.</summary>
    public static EnumDescriptor ComplianceStatus => SchemaEnums.ComplianceStatus;

    /// <summary>The installation state of an iOS update; 18 members in v1.0, 22 in beta.</summary>
    public static EnumDescriptor IosUpdatesInstallStatus => SchemaEnums.IosUpdatesInstallStatus;

    /// <summary>iOS update statuses, which have no parent.</summary>
    public static ResourceDescriptor IosUpdateDeviceStatus { get; } = new(
        "IosUpdateDeviceStatus", "/deviceManagement/iosUpdateStatuses", "iosUpdateDeviceStatus", EntityProperties.IosUpdate)
    {
        ReadPermission = PolicySchema.ConfigurationRead,
        WritePermission = PolicySchema.ConfigurationWrite,
    };

    /// <summary>The counts of the device statuses of a device configuration profile.</summary>
    public static ResourceDescriptor DeviceConfigurationDeviceStatusOverview { get; } = OverviewBelow(
        PolicySchema.DeviceConfiguration,
        "DeviceStatusOverview",
        "deviceConfigurationDeviceOverview",
        EntityProperties.DeviceOverview);

    /// <summary>The counts of the user statuses of a device configuration profile.</summary>
    public static ResourceDescriptor DeviceConfigurationUserStatusOverview { get; } = OverviewBelow(
        PolicySchema.DeviceConfiguration,
        "UserStatusOverview",
        "deviceConfigurationUserOverview",
        EntityProperties.UserOverview);

    /// <summary>The counts of the device statuses of a compliance policy.</summary>
    public static ResourceDescriptor DeviceCompliancePolicyDeviceStatusOverview { get; } = OverviewBelow(
        PolicySchema.DeviceCompliancePolicy,
        "DeviceStatusOverview",
        "deviceComplianceDeviceOverview",
        EntityProperties.DeviceOverview);

    /// <summary>The counts of the user statuses of a compliance policy.</summary>
    public static ResourceDescriptor DeviceCompliancePolicyUserStatusOverview { get; } = OverviewBelow(
        PolicySchema.DeviceCompliancePolicy,
        "UserStatusOverview",
        "deviceComplianceUserOverview",
        EntityProperties.UserOverview);

    /// <summary>The counts of the device statuses of an app configuration.</summary>
    public static ResourceDescriptor MobileAppConfigurationDeviceStatusSummary { get; } = OverviewBelow(
        PolicySchema.MobileAppConfiguration,
        "DeviceStatusSummary",
        "managedDeviceMobileAppConfigurationDeviceSummary",
        EntityProperties.DeviceOverview);

    /// <summary>The counts of the user statuses of an app configuration.</summary>
    public static ResourceDescriptor MobileAppConfigurationUserStatusSummary { get; } = OverviewBelow(
        PolicySchema.MobileAppConfiguration,
        "UserStatusSummary",
        "managedDeviceMobileAppConfigurationUserSummary",
        EntityProperties.UserOverview);

    /// <summary>Device statuses of a device configuration profile. The type is deprecated since May 2026.</summary>
    public static ResourceDescriptor DeviceConfigurationDeviceStatus { get; } = StatusesBelow(
        PolicySchema.DeviceConfiguration,
        "DeviceStatus",
        "deviceConfigurationDeviceStatus",
        EntityProperties.Device,
        DeviceConfigurationDeviceStatusOverview);

    /// <summary>Device statuses of a compliance policy.</summary>
    public static ResourceDescriptor DeviceCompliancePolicyDeviceStatus { get; } = StatusesBelow(
        PolicySchema.DeviceCompliancePolicy,
        "DeviceStatus",
        "deviceComplianceDeviceStatus",
        EntityProperties.Device,
        DeviceCompliancePolicyDeviceStatusOverview);

    /// <summary>Device statuses of an app configuration.</summary>
    public static ResourceDescriptor MobileAppConfigurationDeviceStatus { get; } = StatusesBelow(
        PolicySchema.MobileAppConfiguration,
        "DeviceStatus",
        "managedDeviceMobileAppConfigurationDeviceStatus",
        EntityProperties.Device,
        MobileAppConfigurationDeviceStatusSummary);

    /// <summary>Device statuses of an iOS line-of-business app provisioning configuration; in beta only.</summary>
    public static ResourceDescriptor IosLobAppProvisioningConfigurationDeviceStatus { get; } = StatusesBelow(
        PolicySchema.IosLobAppProvisioningConfiguration,
        "DeviceStatus",
        "managedDeviceMobileAppConfigurationDeviceStatus",
        EntityProperties.Device,
        hasUpdateOnCollection: true);

    /// <summary>User statuses of a device configuration profile.</summary>
    public static ResourceDescriptor DeviceConfigurationUserStatus { get; } = UserStatusesBelow(
        PolicySchema.DeviceConfiguration, "deviceConfigurationUserStatus", DeviceConfigurationUserStatusOverview);

    /// <summary>User statuses of a compliance policy.</summary>
    public static ResourceDescriptor DeviceCompliancePolicyUserStatus { get; } = UserStatusesBelow(
        PolicySchema.DeviceCompliancePolicy, "deviceComplianceUserStatus", DeviceCompliancePolicyUserStatusOverview);

    /// <summary>User statuses of an app configuration.</summary>
    public static ResourceDescriptor MobileAppConfigurationUserStatus { get; } = UserStatusesBelow(
        PolicySchema.MobileAppConfiguration, "managedDeviceMobileAppConfigurationUserStatus", MobileAppConfigurationUserStatusSummary);

    /// <summary>User statuses of an iOS line-of-business app provisioning configuration; in beta only.</summary>
    public static ResourceDescriptor IosLobAppProvisioningConfigurationUserStatus { get; } = UserStatusesBelow(
        PolicySchema.IosLobAppProvisioningConfiguration, "managedDeviceMobileAppConfigurationUserStatus", null);

    /// <summary>Device statuses of a settings catalog policy. They are available in reports only.</summary>
    public static ResourceDescriptor ConfigurationPolicyDeviceStatus { get; } = new(
        "ConfigurationPolicyDeviceStatus",
        PolicySchema.ConfigurationPolicy.PathTemplate + "/{}/deviceStatuses",
        "configurationPolicyDeviceStatus",
        EntityProperties.Device)
    {
        Parent = PolicySchema.ConfigurationPolicy,
        IsReportOnly = true,
        Operations = ResourceOperations.Read,
        Versions = GraphVersions.Beta,
        ReadPermission = PolicySchema.ConfigurationRead,
        WritePermission = PolicySchema.ConfigurationWrite,
    };

    /// <summary>Every resource with a path.</summary>
    public static IReadOnlyList<ResourceDescriptor> Resources { get; } =
    [
        IosUpdateDeviceStatus,
        DeviceConfigurationDeviceStatus,
        DeviceCompliancePolicyDeviceStatus,
        MobileAppConfigurationDeviceStatus,
        IosLobAppProvisioningConfigurationDeviceStatus,
        DeviceConfigurationUserStatus,
        DeviceCompliancePolicyUserStatus,
        MobileAppConfigurationUserStatus,
        IosLobAppProvisioningConfigurationUserStatus,
        DeviceConfigurationDeviceStatusOverview,
        DeviceConfigurationUserStatusOverview,
        DeviceCompliancePolicyDeviceStatusOverview,
        DeviceCompliancePolicyUserStatusOverview,
        MobileAppConfigurationDeviceStatusSummary,
        MobileAppConfigurationUserStatusSummary,
    ];

    /// <summary>Every resource of statuses, including those that are available in reports only.</summary>
    public static IReadOnlyList<ResourceDescriptor> StatusResources { get; } =
        [.. Resources.Where(static resource => !resource.IsSingleton), ConfigurationPolicyDeviceStatus];

    /// <summary>The policies that own statuses: one resource for each kind. The noun is the name of the kind.</summary>
    public static IReadOnlyList<ResourceDescriptor> Policies => PolicySchema.Resources;

    /// <summary>Finds the statuses of the policies of a kind.</summary>
    /// <param name="policies">The policies, one of <see cref="Policies"/>.</param>
    /// <param name="ofUsers">Whether to find the statuses of users instead of those of devices.</param>
    /// <returns>The resource; <see cref="ResourceDescriptor.IsReportOnly"/> says whether it is one without a collection.</returns>
    /// <exception cref="KeyNotFoundException">The policies have no such statuses.</exception>
    public static ResourceDescriptor StatusesOf(ResourceDescriptor policies, bool ofUsers = false)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return ByNoun(policies.Noun + (ofUsers ? "UserStatus" : "DeviceStatus"));
    }

    /// <summary>Finds a resource by the noun of its cmdlets.</summary>
    /// <param name="noun">The noun, in any case.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="KeyNotFoundException">No resource has that noun.</exception>
    public static ResourceDescriptor ByNoun(string noun) =>
        Resources.Concat(StatusResources).FirstOrDefault(resource => string.Equals(resource.Noun, noun, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"No resource of the schema has the noun '{noun}'.");

    private static ResourceDescriptor StatusesBelow(
        ResourceDescriptor policy,
        string kind,
        string entityType,
        IReadOnlyList<PropertyDescriptor> properties,
        ResourceDescriptor? overview = null,
        bool hasUpdateOnCollection = false) =>
            new(policy.Noun + kind, policy.PathTemplate + "/{}/" + Segment(kind) + "es", entityType, properties)
            {
                Parent = policy,
                Overview = overview,
                Versions = policy.Versions,
                Throttling = policy.Throttling,
                ReadPermission = policy.ReadPermission,
                WritePermission = policy.WritePermission,
                HasUpdateOnCollection = hasUpdateOnCollection,
                Operations = properties == EntityProperties.User ? ResourceOperations.Read : ResourceOperations.All,
            };

    private static ResourceDescriptor UserStatusesBelow(ResourceDescriptor policy, string entityType, ResourceDescriptor? overview) =>
        StatusesBelow(policy, "UserStatus", entityType, EntityProperties.User, overview);

    private static ResourceDescriptor OverviewBelow(
        ResourceDescriptor policy, string kind, string entityType, IReadOnlyList<PropertyDescriptor> properties) =>
        new(policy.Noun + kind, policy.PathTemplate + "/{}/" + Segment(kind), entityType, properties)
        {
            Parent = policy,
            IsSingleton = true,
            Operations = ResourceOperations.Read,
            Versions = policy.Versions,
            Throttling = policy.Throttling,
            ReadPermission = policy.ReadPermission,
            WritePermission = policy.WritePermission,
        };

    private static string Segment(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];
}

namespace DeviceStatus.Graph;

/// <summary>
/// The one table of everything the module knows about the service's schema. Source: the metadata and the reference pages of
/// Microsoft Graph for Intune, v1.0 and beta, as of 2026-07-31.
/// </summary>
public static class GraphSchema
{
    private const string ConfigurationRead = "DeviceManagementConfiguration.Read.All";
    private const string ConfigurationWrite = "DeviceManagementConfiguration.ReadWrite.All";
    private const string AppsRead = "DeviceManagementApps.Read.All";
    private const string AppsWrite = "DeviceManagementApps.ReadWrite.All";

    /// <summary>The compliance status of a device or user; eight members, the same in v1.0 and beta.</summary>
    public static EnumDescriptor ComplianceStatus { get; } = new(
        "complianceStatus",
        new("unknown", 0, GraphVersions.Both),
        new("notApplicable", 1, GraphVersions.Both),
        new("compliant", 2, GraphVersions.Both),
        new("remediated", 3, GraphVersions.Both),
        new("nonCompliant", 4, GraphVersions.Both),
        new("error", 5, GraphVersions.Both),
        new("conflict", 6, GraphVersions.Both),
        new("notAssigned", 7, GraphVersions.Both));

    /// <summary>How far an iOS update came; 18 members in v1.0, 22 in beta.</summary>
    public static EnumDescriptor IosUpdatesInstallStatus { get; } = new(
        "iosUpdatesInstallStatus",
        new("success", 0, GraphVersions.Both),
        new("available", 1, GraphVersions.Both),
        new("idle", 2, GraphVersions.Both),
        new("unknown", 3, GraphVersions.Both),
        new("downloading", -2016330712, GraphVersions.Both),
        new("downloadFailed", -2016330711, GraphVersions.Both),
        new("downloadRequiresComputer", -2016330710, GraphVersions.Both),
        new("downloadInsufficientSpace", -2016330709, GraphVersions.Both),
        new("downloadInsufficientPower", -2016330708, GraphVersions.Both),
        new("downloadInsufficientNetwork", -2016330707, GraphVersions.Both),
        new("installing", -2016330706, GraphVersions.Both),
        new("installInsufficientSpace", -2016330705, GraphVersions.Both),
        new("installInsufficientPower", -2016330704, GraphVersions.Both),
        new("installPhoneCallInProgress", -2016330703, GraphVersions.Both),
        new("installFailed", -2016330702, GraphVersions.Both),
        new("notSupportedOperation", -2016330701, GraphVersions.Both),
        new("sharedDeviceUserLoggedInError", -2016330699, GraphVersions.Both),
        new("deviceOsHigherThanDesiredOsVersion", -2016330696, GraphVersions.Both),
        new("updateError", -2016330697, GraphVersions.Beta),
        new("updateScanFailed", -2016324062, GraphVersions.Beta),
        new("timeout", -2016333898, GraphVersions.Beta),
        new("mdmClientCrashed", -2016336109, GraphVersions.Beta));

    private static readonly PropertyDescriptor Id = Text("id", "Key of the entity. An opaque text, not always a GUID.", nullable: false);
    private static readonly PropertyDescriptor Status = new(
        "status", PropertyType.Enum, false, GraphVersions.Both, "Compliance status of the policy report.", ComplianceStatus);

    private static readonly PropertyDescriptor LastReported = Date("lastReportedDateTime", "When the policy report was last modified.");
    private static readonly PropertyDescriptor UserPrincipalName =
        Text("userPrincipalName", "User principal name; the service also sends names such as 'System account'.");

    private static readonly PropertyDescriptor[] PolicyStatus =
    [
        Text("deviceDisplayName", "Name of the device."),
        Text("userName", "Name of the user."),
        Text("deviceModel", "Model of the device."),
        new("platform", PropertyType.Number, false, GraphVersions.Beta, "Number of the device's platform. In beta only."),
        Date("complianceGracePeriodExpirationDateTime", "When the grace period for compliance ends; 9999-12-31T23:59:59.9999999Z means never."),
        Status,
        LastReported,
        UserPrincipalName,
    ];

    private static readonly PropertyDescriptor[] DeviceStatus = [Id, .. PolicyStatus];

    private static readonly PropertyDescriptor[] IosUpdateStatus =
    [
        Id,
        new(
            "installStatus", PropertyType.Enum, false, GraphVersions.Both, "How far the installation of the update came.", IosUpdatesInstallStatus),
        Text("osVersion", "Version of iOS that the device reports."),
        Text("deviceId", "Id of the device."),
        Text("userId", "Id of the user."),
        .. PolicyStatus,
    ];

    /// <summary>iOS update statuses, which have no parent.</summary>
    public static ResourceDescriptor IosUpdateDeviceStatus { get; } = new(
        "IosUpdateDeviceStatus", "/deviceManagement/iosUpdateStatuses", "iosUpdateDeviceStatus", IosUpdateStatus)
    {
        ReadPermission = ConfigurationRead,
        WritePermission = ConfigurationWrite,
    };

    /// <summary>Device statuses of a device configuration profile. The service deprecates the type since May 2026.</summary>
    public static ResourceDescriptor DeviceConfigurationDeviceStatus { get; } = new(
        "DeviceConfigurationDeviceStatus",
        "/deviceManagement/deviceConfigurations/{}/deviceStatuses",
        "deviceConfigurationDeviceStatus",
        DeviceStatus)
    {
        ParentParameter = "DeviceConfigurationId",
        ReadPermission = ConfigurationRead,
        WritePermission = ConfigurationWrite,
    };

    /// <summary>Device statuses of a compliance policy.</summary>
    public static ResourceDescriptor DeviceCompliancePolicyDeviceStatus { get; } = new(
        "DeviceCompliancePolicyDeviceStatus",
        "/deviceManagement/deviceCompliancePolicies/{}/deviceStatuses",
        "deviceComplianceDeviceStatus",
        DeviceStatus)
    {
        ParentParameter = "DeviceCompliancePolicyId",
        ReadPermission = ConfigurationRead,
        WritePermission = ConfigurationWrite,
    };

    /// <summary>Device statuses of an app configuration.</summary>
    public static ResourceDescriptor MobileAppConfigurationDeviceStatus { get; } = new(
        "MobileAppConfigurationDeviceStatus",
        "/deviceAppManagement/mobileAppConfigurations/{}/deviceStatuses",
        "managedDeviceMobileAppConfigurationDeviceStatus",
        DeviceStatus)
    {
        ParentParameter = "MobileAppConfigurationId",
        ReadPermission = AppsRead,
        WritePermission = AppsWrite,
        Throttling = ThrottlingClass.IntuneApplications,
    };

    /// <summary>Device statuses of an iOS line-of-business app provisioning configuration; in beta only.</summary>
    public static ResourceDescriptor IosLobAppProvisioningConfigurationDeviceStatus { get; } = new(
        "IosLobAppProvisioningConfigurationDeviceStatus",
        "/deviceAppManagement/iosLobAppProvisioningConfigurations/{}/deviceStatuses",
        "managedDeviceMobileAppConfigurationDeviceStatus",
        DeviceStatus)
    {
        ParentParameter = "IosLobAppProvisioningConfigurationId",
        Versions = GraphVersions.Beta,
        ReadPermission = AppsRead,
        WritePermission = AppsWrite,
        Throttling = ThrottlingClass.IntuneApplications,
        HasUpdateOnCollection = true,
    };

    /// <summary>Every resource that the module knows.</summary>
    public static IReadOnlyList<ResourceDescriptor> Resources { get; } =
    [
        IosUpdateDeviceStatus,
        DeviceConfigurationDeviceStatus,
        DeviceCompliancePolicyDeviceStatus,
        MobileAppConfigurationDeviceStatus,
        IosLobAppProvisioningConfigurationDeviceStatus,
    ];

    /// <summary>Finds a resource by the noun of its cmdlets.</summary>
    /// <param name="noun">The noun, in any case.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="KeyNotFoundException">No resource has that noun.</exception>
    public static ResourceDescriptor ByNoun(string noun) =>
        Resources.FirstOrDefault(resource => string.Equals(resource.Noun, noun, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"No resource of the schema has the noun '{noun}'.");

    private static PropertyDescriptor Text(string name, string description, bool nullable = true) =>
        new(name, PropertyType.Text, nullable, GraphVersions.Both, description);

    private static PropertyDescriptor Date(string name, string description) =>
        new(name, PropertyType.Timestamp, false, GraphVersions.Both, description);
}

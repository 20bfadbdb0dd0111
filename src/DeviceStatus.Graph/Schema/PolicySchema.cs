namespace DeviceStatus.Graph.Schema;

/// <summary>The policies that own statuses, with the properties that identify them. Their settings are not read.</summary>
internal static class PolicySchema
{
    internal const string ConfigurationRead = "DeviceManagementConfiguration.Read.All";
    internal const string ConfigurationWrite = "DeviceManagementConfiguration.ReadWrite.All";
    private const string AppsRead = "DeviceManagementApps.Read.All";
    private const string AppsWrite = "DeviceManagementApps.ReadWrite.All";

    private static readonly PropertyDescriptor[] Common =
    [
        new("id", PropertyType.Text, nullable: false, GraphVersions.Both, "Key of the entity."),
        new("displayName", PropertyType.Text, nullable: false, GraphVersions.Both, "Name of the policy."),
        new("description", PropertyType.Text, nullable: true, GraphVersions.Both, "Description of the policy."),
        new("createdDateTime", PropertyType.Timestamp, nullable: false, GraphVersions.Both, "When the policy was created."),
        new("lastModifiedDateTime", PropertyType.Timestamp, nullable: false, GraphVersions.Both, "When the policy was last changed."),
        new("version", PropertyType.Number, nullable: false, GraphVersions.Both, "Version of the policy; each change increases it."),
    ];

    /// <summary>Policies of the settings catalog call their name "name" and have no version.</summary>
    private static readonly PropertyDescriptor[] SettingsCatalog =
    [
        new("id", PropertyType.Text, nullable: false, GraphVersions.Beta, "Key of the entity."),
        new("name", PropertyType.Text, nullable: true, GraphVersions.Beta, "Name of the policy."),
        new("description", PropertyType.Text, nullable: true, GraphVersions.Beta, "Description of the policy."),
        new("createdDateTime", PropertyType.Timestamp, nullable: false, GraphVersions.Beta, "When the policy was created."),
        new("lastModifiedDateTime", PropertyType.Timestamp, nullable: false, GraphVersions.Beta, "When the policy was last changed."),
    ];

    private static readonly PropertyDescriptor[] Provisioning =
    [
        .. Common,
        new(
            "expirationDateTime", PropertyType.Timestamp, nullable: false, GraphVersions.Beta,
            "When the provisioning profile expires; its apps then no longer start."),
        new("payloadFileName", PropertyType.Text, nullable: true, GraphVersions.Beta, "File name of the provisioning profile."),
    ];

    internal static ResourceDescriptor DeviceConfiguration { get; } =
        Policy("DeviceConfiguration", "/deviceManagement/deviceConfigurations", "deviceConfiguration");

    internal static ResourceDescriptor DeviceCompliancePolicy { get; } =
        Policy("DeviceCompliancePolicy", "/deviceManagement/deviceCompliancePolicies", "deviceCompliancePolicy");

    internal static ResourceDescriptor MobileAppConfiguration { get; } =
        Policy("MobileAppConfiguration", "/deviceAppManagement/mobileAppConfigurations", "managedDeviceMobileAppConfiguration");

    internal static ResourceDescriptor IosLobAppProvisioningConfiguration { get; } = Policy(
        "IosLobAppProvisioningConfiguration",
        "/deviceAppManagement/iosLobAppProvisioningConfigurations",
        "iosLobAppProvisioningConfiguration",
        GraphVersions.Beta,
        Provisioning);

    /// <summary>Policies of the settings catalog. Their statuses are available in reports only.</summary>
    internal static ResourceDescriptor ConfigurationPolicy { get; } = Policy(
        "ConfigurationPolicy",
        "/deviceManagement/configurationPolicies",
        "deviceManagementConfigurationPolicy",
        GraphVersions.Beta,
        SettingsCatalog);

    internal static IReadOnlyList<ResourceDescriptor> Resources { get; } =
        [DeviceConfiguration, DeviceCompliancePolicy, MobileAppConfiguration, IosLobAppProvisioningConfiguration, ConfigurationPolicy];

    private static ResourceDescriptor Policy(
        string noun, string path, string type, GraphVersions versions = GraphVersions.Both, PropertyDescriptor[]? properties = null)
    {
        bool isApp = path.StartsWith("/deviceAppManagement/", StringComparison.Ordinal);
        return new ResourceDescriptor(noun, path, type, properties ?? Common)
        {
            Versions = versions,
            Operations = ResourceOperations.Read,
            Throttling = isApp ? ThrottlingClass.IntuneApplications : ThrottlingClass.IntuneDeviceConfiguration,
            ReadPermission = isApp ? AppsRead : ConfigurationRead,
            WritePermission = isApp ? AppsWrite : ConfigurationWrite,
        };
    }
}

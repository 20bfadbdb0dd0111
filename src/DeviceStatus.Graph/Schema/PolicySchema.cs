namespace DeviceStatus.Graph.Schema;

/// <summary>The policies that own statuses. They are only listed, to find one by its name, so that this is all the table has of them.</summary>
internal static class PolicySchema
{
    internal const string ConfigurationRead = "DeviceManagementConfiguration.Read.All";
    internal const string ConfigurationWrite = "DeviceManagementConfiguration.ReadWrite.All";
    private const string AppsRead = "DeviceManagementApps.Read.All";
    private const string AppsWrite = "DeviceManagementApps.ReadWrite.All";

    private static readonly PropertyDescriptor[] Properties =
    [
        new("id", PropertyType.Text, false, GraphVersions.Both, "Key of the entity."),
        new("displayName", PropertyType.Text, true, GraphVersions.Both, "Name of the policy."),
        new("description", PropertyType.Text, true, GraphVersions.Both, "Description of the policy."),
        new("lastModifiedDateTime", PropertyType.Timestamp, false, GraphVersions.Both, "When the policy was last changed."),
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
        GraphVersions.Beta);

    internal static IReadOnlyList<ResourceDescriptor> Resources { get; } =
        [DeviceConfiguration, DeviceCompliancePolicy, MobileAppConfiguration, IosLobAppProvisioningConfiguration];

    private static ResourceDescriptor Policy(string noun, string path, string type, GraphVersions versions = GraphVersions.Both)
    {
        bool isApp = path.StartsWith("/deviceAppManagement/", StringComparison.Ordinal);
        return new ResourceDescriptor(noun, path, type, Properties)
        {
            Versions = versions,
            Operations = ResourceOperations.Read,
            Throttling = isApp ? ThrottlingClass.IntuneApplications : ThrottlingClass.IntuneDeviceConfiguration,
            ReadPermission = isApp ? AppsRead : ConfigurationRead,
            WritePermission = isApp ? AppsWrite : ConfigurationWrite,
        };
    }
}
